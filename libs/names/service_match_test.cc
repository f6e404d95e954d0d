#include "libs/names/service_match.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/names/resolution.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What became of `said`: the service, "ask A, B" (as in the list) or "unknown".
std::string Outcome(absl::string_view said, const std::vector<ServiceName>& services) {
  const Resolution resolution = MatchService(said, services);
  if (resolution.verdict == Resolution::Verdict::kUnknown) return "unknown";
  if (resolution.resolved()) return services[resolution.index()].name;
  std::string text = "ask";
  for (std::size_t i = 0; i < services.size(); ++i) {
    for (const Scored& candidate : resolution.candidates) {
      if (candidate.index == i)
        absl::StrAppend(&text, text == "ask" ? " " : ", ", services[i].name);
    }
  }
  return text;
}

struct Row {
  const char* said;
  const char* outcome;
};

void Check(const std::vector<ServiceName>& services, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(Outcome(row.said, services), row.outcome) << "said: " << row.said;
  }
}

TEST(MatchService, KnowsTheServicesOfOneClinic) {
  const std::vector<ServiceName> services = {
      {"Acupuncture (Initial)", 60},
      {"Acupuncture (Follow up)", 45},
      {"Massage", 60},
      {"Remedial Massage (90 min)", 90},
      {"Physiotherapy - Standard Consultation", 30},
      {"Dry Needling", 30},
  };
  Check(services,
        {
            {"Acupuncture (Initial)", "Acupuncture (Initial)"},
            {"acupuncture initial", "Acupuncture (Initial)"},
            {"initial acupuncture", "Acupuncture (Initial)"},
            {"Initial", "Acupuncture (Initial)"},
            {"first acupuncture appointment", "Acupuncture (Initial)"},
            {"new patient acupuncture", "Acupuncture (Initial)"},
            {"acupuncture follow-up", "Acupuncture (Follow up)"},
            {"follow up", "Acupuncture (Follow up)"},
            {"a followup acupuncture session please", "Acupuncture (Follow up)"},
            {"returning patient acupuncture", "Acupuncture (Follow up)"},
            {"acupuncture", "ask Acupuncture (Initial), Acupuncture (Follow up)"},
            {"Acupunture", "ask Acupuncture (Initial), Acupuncture (Follow up)"},
            {"acupuncturist", "ask Acupuncture (Initial), Acupuncture (Follow up)"},
            {"massage", "Massage"},
            {"a massage please", "Massage"},
            {"Massage (60 min)", "Massage"},
            {"60 minute massage", "Massage"},
            {"one hour massage", "Massage"},
            {"an hour massage", "Massage"},
            {"sixty minute massage", "Massage"},
            {"massages", "Massage"},
            {"remedial massage", "Remedial Massage (90 min)"},
            {"massage remedial", "Remedial Massage (90 min)"},
            {"remedial", "Remedial Massage (90 min)"},
            {"remedial massage 90 minutes", "Remedial Massage (90 min)"},
            {"remedial massage, an hour and a half", "Remedial Massage (90 min)"},
            {"ninety minute massage", "Remedial Massage (90 min)"},
            {"physio", "Physiotherapy - Standard Consultation"},
            {"physiotherapy", "Physiotherapy - Standard Consultation"},
            {"physiotherapist", "Physiotherapy - Standard Consultation"},
            {"Physiotherapy Standard Consultation", "Physiotherapy - Standard Consultation"},
            {"standard physio consult", "Physiotherapy - Standard Consultation"},
            {"dry needling", "Dry Needling"},
            {"needling", "Dry Needling"},
            {"thirty minute dry needling", "Dry Needling"},
            // A word or a length that it does not have.
            {"hot stone massage", "ask Massage, Remedial Massage (90 min)"},
            {"30 minute massage", "ask Massage, Remedial Massage (90 min)"},
            {"pregnancy massage", "ask Massage, Remedial Massage (90 min)"},
            {"massage not remedial", "ask Massage, Remedial Massage (90 min)"},
            {"chiropractic", "unknown"},
            {"haircut", "unknown"},
            {"", "unknown"},
            {"an appointment", "unknown"},
            {"the usual", "unknown"},
            {"m", "unknown"},
        });
}

TEST(MatchService, NeedsTheLengthWhereOnlyThatDiffers) {
  const std::vector<ServiceName> services = {
      {"Massage 30 min", 30}, {"Massage 60 min", 60}, {"Massage 45min", 45}, {"Reiki", 60}};
  Check(services, {
                      {"massage", "ask Massage 30 min, Massage 60 min, Massage 45min"},
                      {"half hour massage", "Massage 30 min"},
                      {"half an hour massage", "Massage 30 min"},
                      {"forty five minute massage", "Massage 45min"},
                      {"massage 45", "Massage 45min"},
                      {"the 30 minute one", "Massage 30 min"},
                      {"60 minutes", "ask Massage 60 min, Reiki"},
                      {"Massage 60 min", "Massage 60 min"},
                      {"Massage 60min", "Massage 60 min"},
                      {"an hour of reiki", "Reiki"},
                      {"90 minute massage", "ask Massage 30 min, Massage 60 min, Massage 45min"},
                  });
}

TEST(MatchService, ALengthThatWasNotSaidChoosesNoService) {
  Check({{"Osteo 45 – standard", 45}, {"Osteo 90", 90}},
        {
            {"osteo", "ask Osteo 45 – standard, Osteo 90"},
            {"an osteo appointment please", "ask Osteo 45 – standard, Osteo 90"},
            {"standard osteo", "Osteo 45 – standard"},
            {"osteo 45", "Osteo 45 – standard"},
            {"osteo 90", "Osteo 90"},
            {"ninety minutes of osteo", "Osteo 90"},
        });
  // Nothing else has what was said, or one has nothing besides.
  Check({{"Osteo 90", 90}, {"Massage", 60}}, {{"osteo", "Osteo 90"}});
  Check({{"Massage", 60}, {"Hot Stone Massage 90", 90}}, {{"a massage please", "Massage"}});
}

TEST(MatchService, ReportsHowSureItIs) {
  const std::vector<ServiceName> services = {{"Acupuncture (Initial)", 60}, {"Massage", 60}};
  EXPECT_DOUBLE_EQ(MatchService("massage", services).confidence, 1.0);
  EXPECT_DOUBLE_EQ(MatchService("acupuncture", services).confidence, 0.85);
  EXPECT_DOUBLE_EQ(MatchService("haircut", services).confidence, 0);
}

TEST(ServicesMentioned, NarrowsDownWithoutChoosing) {
  const std::vector<ServiceName> services = {
      {"Acupuncture (Initial)", 60}, {"Massage", 60}, {"Remedial Massage", 60}};
  EXPECT_THAT(ServicesMentioned("my massage tomorrow with Cameron", services), ElementsAre(1, 2));
  EXPECT_THAT(ServicesMentioned("the remedial massage on Friday", services), ElementsAre(2));
  EXPECT_THAT(ServicesMentioned("my appointment tomorrow at 9", services), IsEmpty());
}

}  // namespace
}  // namespace frontdesk
