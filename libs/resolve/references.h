#ifndef FRONTDESK_LIBS_RESOLVE_REFERENCES_H_
#define FRONTDESK_LIBS_RESOLVE_REFERENCES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/domain/directory.h"
#include "libs/status/error_detail.h"

// From what a request says about practitioner, business and appointment type to rows of the
// directory. An id wins over words; words that are an id count as one. What is ambiguous fails with
// the choices, and is never guessed; where the choices are more than kMostChoices, the fact "more"
// says how many were left out. Source: contract/webhooks.md, sections 4.4 and 4.5.
namespace frontdesk {

// Nobody listens to more, and an error's details travel as a header of limited size
// (libs/rpc/channel.h).
inline constexpr std::size_t kMostChoices = 25;

// An id, words, both or neither.
template <typename Id>
struct Ref {
  Id id;
  std::string said;

  bool empty() const { return id.empty() && said.empty(); }
};
using PractitionerRef = Ref<PractitionerId>;
using BusinessRef = Ref<BusinessId>;
using AppointmentTypeRef = Ref<AppointmentTypeId>;

// What is known already and narrows down who or what can be meant; empty ids narrow nothing.
struct Known {
  PractitionerId practitioner;
  BusinessId business;
  AppointmentTypeId appointment_type;
};

// True where the request leaves the practitioner open: nothing is said, or "anyone".
bool IsAnyPractitioner(const PractitionerRef& ref);

// True where the caller does not mind which location: "either one", "it doesn't matter where".
// False where nothing is said.
bool IsAnyBusiness(const BusinessRef& ref);

// `status` with what there is to choose from for choices, as far as it fits what is `known`: where
// the practitioner works, what is offered there. Without any, as it is.
absl::Status WithFittingChoices(const absl::Status& status, ChoiceKind kind,
                                const Directory& directory, const Known& known);

// `ref` must not be empty. Fails with kPractitionerNotFound (choices: who there is) or
// kPractitionerClarificationNeeded. Of several who fit the words, `known` may leave one; it is
// asked for only then.
absl::StatusOr<Practitioner> ResolvePractitioner(const Directory& directory,
                                                 const PractitionerRef& ref,
                                                 absl::FunctionRef<Known()> known);
absl::StatusOr<Practitioner> ResolvePractitioner(const Directory& directory,
                                                 const PractitionerRef& ref, const Known& known);

// `ref` must not be empty; `usual` is where this caller went last, if known. Fails with
// kInvalidBusinessId, kLocationNotFound or kLocationClarificationNeeded (choices: the locations;
// fact "narrowed" where the clinic has more of them).
absl::StatusOr<Business> ResolveBusiness(const Directory& directory, const BusinessRef& ref,
                                         const std::optional<BusinessId>& usual);

// The same; `usual` is asked only where the answer may depend on it, which most words do not.
absl::StatusOr<Business> ResolveBusiness(const Directory& directory, const BusinessRef& ref,
                                         absl::FunctionRef<std::optional<BusinessId>()> usual);

// Without words: the only type that fits `known`. An id that the clinic does not have counts for
// nothing where there are words too. Fails with kServiceNotFound,
// kServiceClarificationNeeded (choices: what is offered) or kNoServices.
absl::StatusOr<AppointmentType> ResolveAppointmentType(const Directory& directory,
                                                       const AppointmentTypeRef& ref,
                                                       const Known& known);

// `known` with the type that `ref` means, if it clearly means one: of two Camerons it may be the
// one who offers it.
Known WithType(const Directory& directory, const AppointmentTypeRef& ref, Known known);

// OK if the practitioner works at the business and offers the type there. Fails with
// kPractitionerLocationMismatch (choices: where they work) or kServiceNotFound (choices: what they
// offer there).
absl::Status CheckOffered(const Directory& directory, const Practitioner& practitioner,
                          const Business& business, const AppointmentType& type);

// The businesses at which the practitioner offers the type (empty: anything), the primary first.
std::vector<Business> BusinessesOf(const Directory& directory, const PractitionerId& practitioner,
                                   const AppointmentTypeId& type);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RESOLVE_REFERENCES_H_
