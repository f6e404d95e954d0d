// Kills a replica at each step boundary of booking, moving, cancelling and reconciling, one after
// the other. What Postgres calls booked then is in Cliniko. Whatever was under way, another replica
// does it when it is asked the same: what had reached Cliniko is finished, not given up and done
// again; and in the end Postgres and Cliniko agree.
//
// Seen to notice, planted into Settler::Recover: giving a booking up before asking Cliniko for its
// appointment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/storms/replicas.h"
#include "tests/storms/storm.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::HttpAnswer;
using test::Storm;

constexpr char kService[] = "Physiotherapy (30 min)";
constexpr std::size_t kVictim = 0;
constexpr std::size_t kOther = 1;
constexpr absl::Duration kPatience = absl::Seconds(20);

class CrashSweepTest : public ::testing::Test {
 protected:
  CrashSweepTest() {
    for (int days = 2; days < 14; ++days) {
      json request = storm_.clinic().AskForTimes(absl::StrCat("in ", days, " days"));
      request["appointmentType"] = kService;
      const json answer = storm_.clinic().Post("/availability-checker", request).body;
      // A day that is full answers with the next one.
      for (const json& slot : answer.value("slot_details", json::array())) {
        free_.emplace(slot.at("date"), slot.at("time"));
      }
    }
    // What reconciles otherwise does so in every replica: the victim is to find the work.
    storm_.clinic().Kill(Storm::ReplicaName(2));
  }

  // A booking that nobody has asked for yet, at a time that nobody had.
  json NewBooking() {
    const auto& [day, time] = *std::next(free_.begin(), next_ * 2);
    json request = storm_.Booking(next_++, kService, day, time);
    request["callerPhone"] = request["patientPhone"];
    return request;
  }
  json Booked() {
    const json answer = storm_.Ask(kOther, NewBooking());
    EXPECT_TRUE(answer.value("success", false)) << answer;
    return answer;
  }
  json Change(const json& booked, json more) {
    more["dialedNumber"] = storm_.clinic().number();
    more["callerPhone"] = absl::StrCat("0491 57", (next_ - 1) / 1000, " ", Padded(next_ - 1));
    more["appointmentId"] = booked.at("appointmentId");
    return more;
  }
  json MoveOf(const json& booked) {
    const auto& [day, time] = *std::next(free_.begin(), next_ * 2 - 1);
    return Change(booked, {{"action", "reschedule"}, {"newDate", day}, {"newTime", time}});
  }
  static std::string Padded(int i) { return absl::StrFormat("%03d", i % 1000); }

  // Starts the victim with a failpoint, does something, and waits until it died of that.
  void KillAt(const std::string& failpoint, const std::function<void()>& something,
              const std::string& more = "") {
    SCOPED_TRACE(failpoint);
    const std::string victim = Storm::ReplicaName(kVictim);
    storm_.clinic().Kill(victim);
    storm_.clinic().Start(victim, absl::StrCat(failpoint, "=kill@1", more));
    something();
    const absl::Time deadline = absl::Now() + kPatience;
    while (!storm_.clinic().Ended(victim) && absl::Now() < deadline) {
      absl::SleepFor(absl::Milliseconds(20));
    }
    EXPECT_TRUE(storm_.clinic().Ended(victim)) << "never got there";
    swept_.insert(failpoint);
  }

  // As if nobody had touched what is open for a while: the replica that did is dead.
  void Age(const std::string& seconds) {
    storm_.clinic().database().Execute(
        absl::StrCat("UPDATE booking.bookings SET updated_at = updated_at - interval '", seconds,
                     " seconds', created_at = created_at - interval '", seconds,
                     " seconds' WHERE state IN ('pending', 'withdrawing', 'failed') OR "
                     "(state = 'booked' AND cancel_reason IS NOT NULL)"));
  }

  // Asks the other replica the same, as an agent does whose request got no answer. Whatever comes
  // is true. Says whether it was done.
  bool AskAgain(const std::string& path, const json& request) {
    for (int i = 0; i < 3; ++i) {
      const HttpAnswer answer = storm_.Try(kOther, path, request);
      if (!answer.body.is_object()) {
        ADD_FAILURE() << "no answer: " << answer.text;
        return false;
      }
      if (path == "/appointment-handler") storm_.ExpectTrue(answer.body);
      const std::string error = answer.body.value("error", "");
      // Who waits for an attempt that is given up hears so, and may ask again.
      const bool given_up = error == "booking_failed" || error == "reschedule_failed";
      if (error != "still_checking" && !given_up) return error.empty();
      // Only time tells, and here it passes faster.
      Age("60");
      EXPECT_TRUE(storm_.AwaitSettled(kPatience));
    }
    ADD_FAILURE() << "never done: " << request;
    return false;
  }

  int Failed() {
    return std::stoi(storm_.clinic().database().Execute(
        "SELECT count(*) FROM booking.bookings WHERE state = 'failed'"));
  }
  // What had not reached Cliniko by then may be given up, and done anew for who asks again.
  static bool MayBeGivenUp(const std::string& failpoint) {
    static const std::set<std::string> kBefore = {
        "book.after_insert",  "book.after_patient_created", "book.after_patient",
        "book.before_create", "move.after_insert",          "move.before_move"};
    return kBefore.contains(failpoint);
  }

  void BookAndDieAt(const std::string& failpoint) {
    ChangeAndDieAt(failpoint, "/appointment-handler", NewBooking());
  }
  void ChangeAndDieAt(const std::string& failpoint, const std::string& path, const json& request) {
    SCOPED_TRACE(failpoint);
    const int failed = Failed();
    KillAt(failpoint, [&] { storm_.Try(kVictim, path, request); });
    if (!absl::StartsWith(failpoint, "ledger.")) {
      EXPECT_THAT(storm_.BookedElsewhere(), ::testing::IsEmpty());
    }
    EXPECT_TRUE(AskAgain(path, request));
    if (!MayBeGivenUp(failpoint)) {
      EXPECT_EQ(Failed(), failed) << "given up";
    }
  }

  // Staff take the time of the one pending row while the victim hesitates.
  void StaffTakeIt() {
    for (const absl::Time deadline = absl::Now() + kPatience; absl::Now() < deadline;
         absl::SleepFor(absl::Milliseconds(10))) {
      const std::string row = storm_.clinic().database().Execute(
          "SELECT json_build_object('practitioner_id', practitioner_id, 'starts_at', "
          "to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')) "
          "FROM booking.bookings WHERE state = 'pending'");
      if (row.empty()) continue;
      const auto taken = storm_.clinic().cliniko().Control("POST", "/staff/book", row);
      ASSERT_TRUE(taken.ok()) << taken.status();
      staffs_.push_back(json::parse(*taken).at("id"));
      return;
    }
    ADD_FAILURE() << "nothing is pending";
  }
  void LoseToStaffAndDieAt(const std::string& failpoint, const json& request,
                           const std::string& hesitate) {
    KillAt(
        failpoint,
        [&] {
          std::thread caller([&] { storm_.Try(kVictim, "/appointment-handler", request); });
          StaffTakeIt();
          caller.join();
        },
        absl::StrCat(";", hesitate, "=hang(1000)"));
    SCOPED_TRACE(failpoint);
    EXPECT_THAT(storm_.BookedElsewhere(), ::testing::IsEmpty());
    EXPECT_FALSE(AskAgain("/appointment-handler", request)) << "what staff have";
    const std::string staffs = staffs_.back();
    EXPECT_TRUE(storm_.clinic()
                    .cliniko()
                    .Control("POST", "/staff/cancel", json{{"appointment_id", staffs}}.dump())
                    .ok());
  }

  // Leaves something open by dying at `boundary`, and dies again at `failpoint` over it.
  void ReconcileAndDieAt(const std::string& failpoint, const std::string& boundary,
                         const std::string& path, const json& request) {
    SCOPED_TRACE(absl::StrCat(boundary, " and ", failpoint));
    const int failed = Failed();
    KillAt(boundary, [&] { storm_.Try(kVictim, path, request); });
    // The other replica must not be the one that finds it.
    storm_.clinic().Kill(Storm::ReplicaName(kOther));
    KillAt(failpoint, [&] { Age("60"); });
    storm_.clinic().Start(Storm::ReplicaName(kOther));
    Age("60");
    EXPECT_TRUE(AskAgain(path, request));
    if (!MayBeGivenUp(boundary)) {
      EXPECT_EQ(Failed(), failed) << "given up";
    }
  }

  bool Cancelled(const json& booked) {
    const json request = Change(booked, json::object());
    return storm_.Try(kOther, "/cancel-appointment", request).body.value("success", false);
  }

  // A failed attempt whose appointment came to Cliniko after all.
  void SweepAndDie() {
    const json request = NewBooking();
    KillAt("book.after_create", [&] { storm_.Try(kVictim, "/appointment-handler", request); });
    storm_.clinic().database().Execute(
        "UPDATE booking.bookings SET state = 'failed', failure_reason = 'booking_failed' "
        "WHERE state = 'pending'");
    storm_.clinic().Kill(Storm::ReplicaName(kOther));
    KillAt("sweep.before_take_back", [&] { Age("400"); });
    storm_.clinic().Start(Storm::ReplicaName(kOther));
    Age("400");
    for (int i = 0; i < 100 && LiveOfPending() > 0; ++i) absl::SleepFor(absl::Milliseconds(100));
  }
  // Appointments that are left of attempts that failed.
  int LiveOfPending() {
    return storm_.clinic().cliniko().LiveAppointments() - live_before_ -
           std::stoi(storm_.clinic().database().Execute(
               "SELECT count(*) FROM booking.bookings WHERE state = 'booked'"));
  }

  // Staff cancel one of ours, and it is the victim's turn to see it.
  void WatchAndDieAt(const std::string& failpoint) {
    const json booked = Booked();
    ASSERT_TRUE(storm_.clinic()
                    .cliniko()
                    .Control("POST", "/staff/cancel",
                             json{{"appointment_id", booked.at("appointmentId")}}.dump())
                    .ok());
    storm_.clinic().database().Execute(
        "UPDATE booking.bookings SET updated_at = now() - interval '1 minute' "
        "WHERE state = 'booked'");
    const auto make_due = [&] {
      storm_.clinic().database().Execute(
          "UPDATE booking.appointment_watches SET due_at = now(), due_if_busy_at = now(), "
          "holder = NULL, held_until = NULL");
    };
    storm_.clinic().Kill(Storm::ReplicaName(kOther));
    KillAt(failpoint, make_due);
    storm_.clinic().Start(Storm::ReplicaName(kOther));
    make_due();
    for (int i = 0; i < 200 && IsBooked(booked); ++i) absl::SleepFor(absl::Milliseconds(100));
    EXPECT_FALSE(IsBooked(booked));
  }
  bool IsBooked(const json& booked) {
    return storm_.clinic().database().Execute(absl::StrCat(
               "SELECT 1 FROM booking.bookings WHERE state = 'booked' AND appointment_id = '",
               booked.at("appointmentId").get<std::string>(), "'")) == "1";
  }

  Storm storm_;
  const int live_before_ = storm_.clinic().cliniko().LiveAppointments();
  std::set<std::pair<std::string, std::string>> free_;  // day, time
  int next_ = 0;
  std::set<std::string> swept_;
  std::vector<std::string> staffs_;
};

TEST_F(CrashSweepTest, LeavesNothingWrongAtAnyBoundary) {
  for (const char* boundary :
       {"book.before_insert", "book.after_insert", "book.after_patient_created",
        "book.after_patient", "book.before_create", "book.after_create", "book.after_conflicts",
        "book.after_booked", "book.before_invalidate", "book.after_invalidate"}) {
    BookAndDieAt(boundary);
  }
  for (const char* boundary :
       {"book.after_note", "withdraw.before_take_back", "withdraw.after_take_back"}) {
    LoseToStaffAndDieAt(boundary, NewBooking(), "book.before_create");
  }
  for (const char* boundary : {"move.before_insert", "move.after_insert", "move.before_move",
                               "move.after_move", "move.after_conflicts", "move.after_take_over",
                               "move.before_invalidate", "move.after_invalidate"}) {
    ChangeAndDieAt(boundary, "/appointment-handler", MoveOf(Booked()));
  }
  for (const char* boundary : {"move.before_move_back", "move.after_move_back"}) {
    LoseToStaffAndDieAt(boundary, MoveOf(Booked()), "move.before_move");
  }
  for (const char* boundary :
       {"cancel.before_wish", "cancel.after_wish", "cancel.before_cancel", "cancel.after_cancel",
        "cancel.after_cancelled", "cancel.before_invalidate", "cancel.after_invalidate"}) {
    ChangeAndDieAt(boundary, "/cancel-appointment", Change(Booked(), json::object()));
  }
  {
    const json request = Change(Booked(), json::object());
    EXPECT_TRUE(storm_.clinic()
                    .cliniko()
                    .Control("POST", "/faults",
                             R"({"method":"PATCH","route":"/individual_appointments/:id/cancel",)"
                             R"("status":422,"times":1})")
                    .ok());
    ChangeAndDieAt("cancel.before_drop", "/cancel-appointment", request);
  }
  // Staff move one of ours, and make one for a patient of ours.
  for (const char* boundary : {"ledger.before_follow", "ledger.after_follow"}) {
    const json booked = Booked();
    const json request = MoveOf(booked);
    const json elsewhere = Booked();
    EXPECT_TRUE(Cancelled(elsewhere));
    const json to = {{"appointment_id", booked.at("appointmentId")},
                     {"starts_at", elsewhere.at("appointmentStart")}};
    ASSERT_TRUE(storm_.clinic().cliniko().Control("POST", "/staff/move", to.dump()).ok());
    ChangeAndDieAt(boundary, "/appointment-handler", request);
  }
  for (const char* boundary : {"ledger.before_adopt", "ledger.after_adopt"}) {
    const json booked = Booked();
    json request = Change(booked, json::object());
    EXPECT_TRUE(Cancelled(booked));
    const auto made = storm_.clinic().cliniko().Control(
        "POST", "/staff/book",
        json{{"practitioner_id", booked.at("practitioner").at("id")},
             {"starts_at", booked.at("appointmentStart")},
             {"patient_id", booked.at("patientId")}}
            .dump());
    ASSERT_TRUE(made.ok()) << made.status();
    request["appointmentId"] = json::parse(*made).at("id");
    ChangeAndDieAt(boundary, "/cancel-appointment", request);
  }
  for (const char* boundary :
       {"reconcile.after_take", "settle.after_look", "reconcile.after_work"}) {
    ReconcileAndDieAt(boundary, "book.after_create", "/appointment-handler", NewBooking());
  }
  ReconcileAndDieAt("settle.before_give_up", "book.after_insert", "/appointment-handler",
                    NewBooking());
  ReconcileAndDieAt("settle.after_look_at_move", "move.after_move", "/appointment-handler",
                    MoveOf(Booked()));
  SweepAndDie();
  for (const char* boundary :
       {"staff_watch.before_mark", "staff_watch.after_mark", "staff_watch.before_read_up_to"}) {
    WatchAndDieAt(boundary);
  }

  storm_.clinic().Start(Storm::ReplicaName(kVictim));
  Age("60");
  EXPECT_TRUE(storm_.AwaitSettled(kPatience));
  storm_.ExpectAgreement();
  storm_.ExpectNoTwinPatients();
  // The sweep has left out no boundary that it came by, and died at each.
  const test::FailpointTally tally = test::TallyOf(storm_.clinic().Logs());
  for (const std::string& name : tally.reached) EXPECT_TRUE(swept_.contains(name)) << name;
  for (const std::string& name : swept_) EXPECT_GE(tally.kills.count(name), 1U) << name;
}

}  // namespace
}  // namespace frontdesk
