#ifndef FRONTDESK_LIBS_TELEMETRY_METRICS_H_
#define FRONTDESK_LIBS_TELEMETRY_METRICS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace prometheus {
class Counter;
class Histogram;
template <typename T>
class Family;
}  // namespace prometheus

// What a process counts and measures about itself, for Prometheus. As with the log, a process has
// one set of them. Every function here may be called from any thread.
//
//   metrics::Counter calls("frontdesk_rpc_calls_total", "Calls answered.", {"method", "code"});
//   calls.Add({"GetDirectory", status.code()});
//
// Names follow Prometheus: frontdesk_ first, the unit and _total last, seconds.
namespace frontdesk::metrics {

// The name or value of a label: a text of the program's own. What somebody said, an id or a number
// does not compile, so no personal data gets in and the number of time series stays bounded.
class Name {
 public:
  template <std::size_t N>
  consteval Name(const char (&literal)[N]) : text_(literal, N - 1) {}  // NOLINT: implicit by design
  Name(absl::StatusCode code);                                         // NOLINT: "OK", "NOT_FOUND"

  absl::string_view text() const { return text_; }

 private:
  friend class Names;
  struct OnList {};
  Name(absl::string_view text, OnList) : text_(text) {}

  absl::string_view text_;
};

// A list that is made when the process starts, such as the paths of the webhooks.
class Names {
 public:
  explicit Names(std::vector<std::string> texts);

  // `text` if it is on the list, else "other". Good for as long as the list.
  Name Of(absl::string_view text) const;

 private:
  const std::vector<std::string> texts_;  // sorted
};

using Labels = std::initializer_list<Name>;

// Two counters of one name and the same labels are one.
class Counter {
 public:
  // `name` and `help` are texts of the program.
  Counter(const char* name, const char* help, Labels labels);

  // `values` in the order of the labels.
  void Add(Labels values, double by = 1);

 private:
  const std::vector<std::string> labels_;
  prometheus::Family<prometheus::Counter>* const
      family_;  // never null; lives as long as the process
};

// How long things take, with bounds that suit an answer on the phone.
class Histogram {
 public:
  Histogram(const char* name, const char* help, Labels labels);

  void Observe(Labels values, absl::Duration took);

 private:
  const std::vector<std::string> labels_;
  prometheus::Family<prometheus::Histogram>* const family_;
};

// The value of a Reading's label: a name, or the clinic that the number belongs to. A reading ends
// with its object, so there are never more of those than clinics that are being served.
class LabelValue {
 public:
  template <std::size_t N>
  consteval LabelValue(const char (&literal)[N]) : text_(literal, N - 1) {}  // NOLINT: as Name
  LabelValue(Name name) : text_(name.text()) {}                              // NOLINT: as Name
  LabelValue(const ClinicId& id) : text_(id.value()) {}  // NOLINT: good for as long as `id`

  absl::string_view text() const { return text_; }

 private:
  absl::string_view text_;
};

struct Label {
  Name name;
  LabelValue value;
};

// A number that somebody else keeps, read whenever the metrics are. Gone with the object. Of two
// with one name and the same labels the younger one is shown.
class Reading {
 public:
  enum class Kind { kGauge, kCounter };

  // `read` must be quick and may be called on any thread until the object is destroyed. Readings of
  // one name have the same kind, help and names of labels.
  Reading(Kind kind, const char* name, const char* help, std::vector<Label> labels,
          std::function<double()> read);
  ~Reading();
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  const std::uint64_t id_;
};

// All of it in Prometheus's text format 0.0.4.
std::string Text();

}  // namespace frontdesk::metrics

#endif  // FRONTDESK_LIBS_TELEMETRY_METRICS_H_
