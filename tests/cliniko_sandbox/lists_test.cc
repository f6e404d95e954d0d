// Contract checklist 18 to 29: paging, filters, order, what lists hide.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/test_sandbox.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Lists : public SandboxTest {
 protected:
  void AddPatients(int count) const {
    server_->sandbox().Change([&](sandbox::World& world) {
      for (int i = 0; i < count; ++i) {
        sandbox::Patient patient;
        patient.id = 10000 + i;
        patient.created_at = patient.updated_at = clock_.Now() + absl::Seconds(i);
        patient.first_name = absl::StrCat("N", i);
        patient.last_name = i % 2 == 0 ? "Even" : "Odd";
        world.accounts[0].patients[patient.id] = patient;
      }
    });
  }
  std::vector<std::string> Patients(const std::string& query) const {
    return Ids(Get(absl::StrCat("/patients?", query)), "patients");
  }
  std::string Refusal(const std::string& path) const {
    const Answer answer = Get(path);
    EXPECT_EQ(answer.status, 400) << path;
    return answer.json.value("message", "");
  }
};

TEST_F(Lists, HaveFiftyRowsUnlessAskedForUpToAHundred) {
  AddPatients(120);
  EXPECT_EQ(Patients("").size(), 50);
  EXPECT_EQ(Patients("per_page=100").size(), 100);
  EXPECT_EQ(Patients("per_page=7").size(), 7);
  EXPECT_EQ(Patients("per_page=500").size(), 100);
  EXPECT_EQ(Patients("per_page=0").size(), 50);
  Set("refuse_large_pages", true);
  EXPECT_EQ(Get("/patients?per_page=101").status, 400);
}

TEST_F(Lists, CountAllRowsThatPassTheFilters) {
  AddPatients(120);
  EXPECT_EQ(Get("/patients").json["total_entries"], 123);
  EXPECT_EQ(Get("/patients?per_page=10&q[]=last_name:=odd").json["total_entries"], 60);
}

TEST_F(Lists, LinkOnlyToPagesThatExist) {
  AddPatients(57);  // with the three that are there, two pages of thirty
  const Json first = Get("/patients?per_page=30").json["links"];
  EXPECT_TRUE(first.contains("next"));
  EXPECT_FALSE(first.contains("previous"));
  EXPECT_TRUE(absl::StrContains(first["self"].get<std::string>(), "page=1"));
  const Json last = Get("/patients?per_page=30&page=2").json["links"];
  EXPECT_FALSE(last.contains("next"));
  EXPECT_TRUE(last.contains("previous"));
  EXPECT_TRUE(absl::StrContains(last["self"].get<std::string>(), "page=2"));
  const Answer past = Get("/patients?per_page=30&page=9");
  EXPECT_EQ(past.status, 200);
  EXPECT_THAT(past.json["patients"], IsEmpty());
  EXPECT_FALSE(past.json["links"].contains("next"));
}

TEST_F(Lists, GiveEachRowOnceToWhoeverFollowsTheLinks) {
  AddPatients(100);
  std::string path = "/patients?q%5B%5D=last_name:~~E%25n&q[]=id:>=10000&per_page=7&sort=id:desc";
  std::vector<std::string> ids;
  int pages = 0;
  while (!path.empty() && pages < 50) {
    const Answer page = Get(path);
    for (const std::string& id : Ids(page, "patients")) ids.push_back(id);
    const Json links = page.json["links"];
    path = links.contains("next") ? links["next"].get<std::string>() : "";
    if (!path.empty()) path = path.substr(path.find("/v1") + 3);
    ++pages;
  }
  EXPECT_EQ(pages, 8);
  EXPECT_EQ(ids.size(), 50);
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 50);
}

TEST_F(Lists, AreOrderedByCreationUnlessToldOtherwise) {
  const std::string late = Book("2026-03-05T00:00:00Z");
  clock_.Advance(absl::Seconds(1));
  const std::string early = Book("2026-03-03T00:00:00Z");
  const auto list = [&](const std::string& query) {
    return Ids(Get(absl::StrCat("/individual_appointments?", query)), "individual_appointments");
  };
  EXPECT_THAT(list(""), ElementsAre(late, early));
  EXPECT_THAT(list("order=desc"), ElementsAre(early, late));
  EXPECT_THAT(list("sort=starts_at"), ElementsAre(early, late));
  EXPECT_THAT(list("sort=starts_at:desc"), ElementsAre(late, early));
  EXPECT_THAT(list("sort=starts_at&order=desc"), ElementsAre(late, early));
  EXPECT_THAT(list("sort=patient_id,created_at:desc"), ElementsAre(early, late));
  EXPECT_EQ(Refusal("/individual_appointments?sort=mood"), "mood is not sortable");
}

TEST_F(Lists, CombineFiltersInAnySpelling) {
  AddPatients(4);
  for (const char* query :
       {"q[]=last_name:=Odd&q[]=id:>10001", "q%5B%5D=last_name%3A%3Dodd&q%5B%5D=id%3A%3E10001"}) {
    EXPECT_THAT(Patients(query), ElementsAre("10003")) << query;
  }
  EXPECT_THAT(Patients("q=first_name:=N2"), ElementsAre("10002"));
}

TEST_F(Lists, FilterIdsAndInstants) {
  EXPECT_THAT(Patients("q[]=id:=401,402,999"), UnorderedElementsAre("401", "402"));
  EXPECT_THAT(Patients("q[]=id:!=401&q[]=id:<1000"), ElementsAre("402"));
  Patch("/patients/402", {{"notes", "changed"}});
  EXPECT_THAT(Patients("q[]=updated_at:>=2026-03-01T22:00:00Z"), ElementsAre("402"));
  EXPECT_THAT(Patients("q[]=updated_at:>2026-03-01T22:00:00Z"), IsEmpty());
  EXPECT_EQ(Get("/patients?q[]=updated_at:=2026-03-01T22:00:00Z").status, 400);
}

TEST_F(Lists, FilterTextsDatesFlagsAndArrays) {
  EXPECT_THAT(Patients("q[]=first_name:~NN"), ElementsAre("401"));
  EXPECT_THAT(Patients("q[]=last_name:~~%25sonx"), IsEmpty());
  EXPECT_THAT(Patients("q[]=last_name:~~%25person"), ElementsAre("401"));
  EXPECT_THAT(Patients("q[]=email:=ANNA@patients.example"), ElementsAre("401"));
  EXPECT_THAT(Patients("q[]=preferred_first_name:~bertie"), ElementsAre("402"));
  EXPECT_THAT(Patients("q[]=date_of_birth:=****-05-**"), ElementsAre("401"));
  EXPECT_THAT(Patients("q[]=email:?"), ElementsAre("401"));
  EXPECT_THAT(Patients("q[]=email:!?"), UnorderedElementsAre("402", "75335355"));
  EXPECT_THAT(Ids(Get("/businesses?q[]=show_in_online_bookings:=false"), "businesses"),
              ElementsAre(kHiddenPlace));
  EXPECT_THAT(Ids(Get("/businesses?q[]=appointment_type_ids:~204"), "businesses"),
              ElementsAre(kMain));
  EXPECT_THAT(Ids(Get("/appointment_types?q[]=category:~OFF"), "appointment_types"),
              ElementsAre(kHiddenType));
  EXPECT_THAT(Ids(Get("/bookings?q[]=patient_ids:~402"), "bookings"), ElementsAre(kGroupTime));
}

TEST_F(Lists, RefuseFiltersTheyDoNotKnow) {
  EXPECT_EQ(Refusal("/patients?q[]=shoe_size:=9"), "shoe_size is not filterable");
  EXPECT_EQ(Refusal("/patients?q[]=patient_phone_numbers:~0491"),
            "patient_phone_numbers is not filterable");
  EXPECT_EQ(Refusal("/patients?q[]=deleted_at:*"), "deleted_at is not filterable");
  EXPECT_EQ(Refusal("/services?q[]=id:=1"), "id is not filterable");
  EXPECT_EQ(Refusal("/individual_appointments?q[]=patient_id:=Anna"),
            "Filter value for patient_id must be a number");
  EXPECT_EQ(Refusal("/individual_appointments?q[]=patient_name:=Anna"),
            "patient_name is not filterable");
  EXPECT_EQ(Refusal("/businesses/101/daily_availabilities?q[]=business_id:=101"),
            "business_id is not filterable");
  EXPECT_EQ(Get("/patients?search=anna").status, 200);  // ignored
}

TEST_F(Lists, HideCancelledAndArchivedRecords) {
  const std::string live = Book("2026-03-03T00:00:00Z");
  const std::string cancelled = Book("2026-03-03T01:00:00Z");
  const std::string archived = Book("2026-03-03T02:00:00Z");
  Patch(absl::StrCat("/individual_appointments/", cancelled, "/cancel"),
        {{"cancellation_reason", 30}});
  Send("DELETE", absl::StrCat("/individual_appointments/", archived), "");
  for (const char* list : {"individual_appointments", "bookings"}) {
    const auto ids = [&](const std::string& query) {
      return Ids(Get(absl::StrCat("/", list, "?q[]=practitioner_id:=301&q[]=id:!=601", query)),
                 list);
    };
    EXPECT_THAT(ids(""), ElementsAre(live)) << list;
    EXPECT_THAT(ids("&q[]=cancelled_at:*"), UnorderedElementsAre(live, cancelled)) << list;
    EXPECT_THAT(ids("&q[]=cancelled_at:?"), ElementsAre(cancelled)) << list;
    EXPECT_THAT(ids("&q[]=archived_at:*"), UnorderedElementsAre(live, archived)) << list;
    EXPECT_THAT(ids("&q[]=archived_at:?"), ElementsAre(archived)) << list;
    EXPECT_THAT(ids("&q[]=deleted_at:?"), ElementsAre(archived)) << list;
    EXPECT_THAT(ids("&q[]=cancelled_at:*&q[]=archived_at:*&q[]=deleted_at:*"),
                UnorderedElementsAre(live, cancelled, archived))
        << list;
  }
  EXPECT_THAT(Patients("q[]=archived_at:?"), ElementsAre(kArchivedPatient));
  EXPECT_THAT(Ids(Get("/appointment_types?q[]=archived_at:?"), "appointment_types"),
              ElementsAre(kArchivedType));
}

TEST_F(Lists, ShowAHiddenRecordOnlyToWhoeverAsksForIt) {
  const std::string path = absl::StrCat("/individual_appointments/", Book("2026-03-03T00:00:00Z"));
  Patch(absl::StrCat(path, "/cancel"), {{"cancellation_reason", 30}});
  EXPECT_EQ(Get(path).status, 404);
  EXPECT_EQ(Get(absl::StrCat(path, "?q[]=cancelled_at:*")).status, 200);
  EXPECT_EQ(Get(absl::StrCat(path, "?q[]=archived_at:*")).status, 404);
  EXPECT_EQ(Get("/patients/403").status, 404);
  EXPECT_EQ(Get("/patients/403?q[]=archived_at:*").status, 200);
  Set("show_hidden_by_id", true);
  EXPECT_EQ(Get(path).status, 200);
}

TEST_F(Lists, AreStillThereUnderTheirOldNames) {
  const std::string cancelled = Book("2026-03-03T01:00:00Z");
  const std::string archived = Book("2026-03-03T02:00:00Z");
  Patch(absl::StrCat("/individual_appointments/", cancelled, "/cancel"),
        {{"cancellation_reason", 30}});
  Send("DELETE", absl::StrCat("/individual_appointments/", archived), "");
  EXPECT_THAT(Ids(Get("/individual_appointments/cancelled"), "individual_appointments"),
              ElementsAre(cancelled));
  EXPECT_THAT(Ids(Get("/individual_appointments/deleted"), "individual_appointments"),
              ElementsAre(archived));
  EXPECT_THAT(Ids(Get("/patients/archived"), "patients"), ElementsAre(kArchivedPatient));
  EXPECT_THAT(Ids(Get("/appointment_types/archived"), "appointment_types"),
              ElementsAre(kArchivedType));
  const Json deleted = Get("/patients/deleted").json["patients"];
  ASSERT_EQ(deleted.size(), 1);
  EXPECT_EQ(deleted[0].size(), 2);
  EXPECT_TRUE(deleted[0]["deleted_at"].is_string());
  EXPECT_TRUE(absl::EndsWith(deleted[0]["links"]["self"].get<std::string>(), "/patients/403"));
  for (const char* path :
       {"/unavailable_blocks/deleted", "/attendees/deleted", "/attendees/cancelled"}) {
    EXPECT_EQ(Get(path).json["total_entries"], 0) << path;
  }
}

}  // namespace
}  // namespace frontdesk::test
