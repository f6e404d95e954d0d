#include "gateway/webhooks/chosen_slot.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/clients/booking_client.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/appointment_handler.h"
#include "gateway/webhooks/availability_checker.h"
#include "gateway/webhooks/cancel_appointment.h"
#include "gateway/webhooks/find_next_available.h"
#include "gateway/webhooks/slot_signer.h"
#include "gateway/webhooks/variant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/domain/directory.h"
#include "libs/slot_ids/slot_ids.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNine = At(kTuesday, 9);

// Of Cameron's massage at City Rooms on Tuesday at nine.
std::string IdOfNine(const SlotSigner& slots = TestSlots()) {
  return slots.IdOf(Openings(kTuesday, {{9, 0}}), kNine);
}

// As it was offered an hour before the caller asks for it.
std::string OutdatedId() {
  return IdOfNine({TestSlotIds(), CityClinic().id, At(kTuesday - 1, 11)});
}

std::string IdOfAnotherClinic() {
  return IdOfNine(
      {TestSlotIds(), ClinicId("0a0a0a0a-0000-4000-8000-000000000002"), At(kTuesday - 1, 12)});
}

class ChosenSlotTest : public ::testing::Test {
 protected:
  ChosenSlotTest() {
    booking_.moved =
        RescheduleResult{.appointment = CaseysMassage(), .old_start = At(kTuesday - 1, 9)};
  }

  json Send(json body) {
    body.update({{"sessionId", "1"}, {"patientName", "Casey Caller"}});
    return json::parse(Ask(handler_, body.dump()).body);
  }

  // Every answer in which a time is offered.
  std::vector<json> Offers() {
    NextTimes next = TwoMassages();
    next.elsewhere = next.openings;
    availability_.next = next;
    Availability found = TuesdayMorning();
    found.requested_day_available = false;
    found.next_available = found.next_at_requested = Openings(kTuesday, {{9, 0}});
    availability_.answer = [found](const AvailabilityQuery&) { return found; };
    booking_.booked =
        WithAlternatives(MakeError(DomainError::kSlotTaken, ""), {Openings(kTuesday, {{9, 0}})});
    const json day = json::parse(Ask(checker_, "{}").body);
    const json times = json::parse(Ask(next_, "{}").body);
    const json refused = Send({});
    return {day["slot_details"][0], day["next_available"],   day["next_at_requested"],
            times["slot"],          times["booking"],        times["slot_details"][0],
            times["elsewhere"][0],  times["next_available"], refused["slot_details"][0]};
  }

  FakeBookingClient booking_;
  FakeAvailabilityClient availability_;
  FakeClock clock_{At(kTuesday - 1, 12)};
  FindNextAvailable next_{availability_, clock_, RouteVariant::kPlain};
  AvailabilityChecker checker_{availability_, clock_, next_};
  CancelAppointment canceller_{booking_, AnswerFamily::kAppointment};
  AppointmentHandler handler_{booking_, availability_, checker_, canceller_};
};

TEST_F(ChosenSlotTest, IsNamedWhereverATimeIsOffered) {
  const std::vector<json> offers = Offers();
  for (std::size_t i = 0; i < offers.size(); ++i) {
    EXPECT_EQ(offers[i].value("slotId", ""), IdOfNine()) << i;
  }
}

TEST_F(ChosenSlotTest, IsBookedByItsIdAlone) {
  for (const char* name : {"slotId", "slot_id"}) {
    booking_.bookings.clear();
    EXPECT_EQ(Send({{name, IdOfNine()}})["success"], true);

    ASSERT_EQ(booking_.bookings.size(), 1u);
    const BookingRequest& booked = booking_.bookings.front();
    EXPECT_EQ(booked.clinic, CityClinic().id);
    EXPECT_EQ(booked.patient_name, "Casey Caller");
    EXPECT_EQ(booked.practitioner.id, Cameron().id);
    EXPECT_EQ(booked.service.id, Massage().id);
    EXPECT_EQ(booked.business.id, CityRooms().id);
    EXPECT_EQ(booked.chosen_start, kNine);
  }
}

// A model that has the right id may still have the wrong day.
TEST_F(ChosenSlotTest, WinsOverWhatIsSaidBesideIt) {
  Send({{"slotId", IdOfNine()},
        {"practitioner", "Jordan"},
        {"appointmentType", {"a", "b"}},
        {"business_id", "100000000000000102"},
        {"appointmentDate", "2026-07-15"},
        {"appointmentTime", "10:00"}});

  ASSERT_EQ(booking_.bookings.size(), 1u);
  const BookingRequest& booked = booking_.bookings.front();
  EXPECT_EQ(booked.practitioner, PractitionerRef{.id = Cameron().id});
  EXPECT_EQ(booked.service, AppointmentTypeRef{.id = Massage().id});
  EXPECT_EQ(booked.business, BusinessRef{.id = CityRooms().id});
  EXPECT_EQ(booked.start.day, "");
  EXPECT_EQ(booked.start.time, "");
  EXPECT_EQ(booked.chosen_start, kNine);
}

TEST_F(ChosenSlotTest, IsWhatAnAppointmentIsMovedTo) {
  const json moved = Send({{"action", "reschedule"},
                           {"appointmentId", "400000000000000401"},
                           {"newTime", "10:00"},
                           {"slotId", IdOfNine()}});

  EXPECT_EQ(moved["rescheduled"], true);
  ASSERT_EQ(booking_.moves.size(), 1u);
  const RescheduleRequest& move = booking_.moves.front();
  EXPECT_EQ(move.appointment.appointment_id, "400000000000000401");
  EXPECT_EQ(move.new_practitioner, PractitionerRef{.id = Cameron().id});
  EXPECT_EQ(move.new_service, AppointmentTypeRef{.id = Massage().id});
  EXPECT_EQ(move.new_business, BusinessRef{.id = CityRooms().id});
  EXPECT_EQ(move.new_start.time, "");
  EXPECT_EQ(move.chosen_start, kNine);
}

TEST_F(ChosenSlotTest, IsNotLookedAtWhereNothingIsBooked) {
  booking_.cancelled = CancelResult{.appointment = CaseysMassage()};
  EXPECT_EQ(Send({{"action", "cancel"},
                  {"appointmentId", "400000000000000401"},
                  {"slotId", "nonsense"}})["success"],
            true);
  EXPECT_EQ(Send({{"action", "check"}, {"slotId", "nonsense"}})["success"], true);
  EXPECT_EQ(Send({{"action", "dance"}, {"slotId", IdOfNine()}})["error"], "invalid_action");
}

TEST_F(ChosenSlotTest, IsSaidInWordsWhereTheIdIsBlank) {
  for (const json& blank : {json(""), json(nullptr), json("none"), json("{{slot_id}}")}) {
    Send({{"slotId", blank}, {"appointmentDate", "tomorrow"}});
  }
  ASSERT_EQ(booking_.bookings.size(), 4u);
  EXPECT_EQ(booking_.bookings.back().start.day, "tomorrow");
  EXPECT_FALSE(booking_.bookings.back().chosen_start.has_value());
}

TEST_F(ChosenSlotTest, IsRefusedWhenOutdatedWithWhatIsFreeNearItNow) {
  availability_.answer = [](const AvailabilityQuery&) {
    Availability found = TuesdayMorning();
    found.openings = {
        Openings(kTuesday, {{7, 0}, {7, 30}, {8, 0}, {8, 30}, {9, 0}, {9, 30}, {11, 0}})};
    return found;
  };
  const json refused = Send({{"slotId", OutdatedId()}, {"practitioner", "Jordan"}});

  EXPECT_THAT(booking_.bookings, IsEmpty());
  EXPECT_EQ(refused["success"], false);
  EXPECT_EQ(refused["error"], "time_not_available");
  EXPECT_EQ(refused["availableTimes"],
            json({"7:30 AM", "8:00 AM", "8:30 AM", "9:00 AM", "9:30 AM"}));
  EXPECT_EQ(refused["slot_details"][3]["slotId"], IdOfNine());
  EXPECT_EQ(refused["message"],
            "Let me go over the times again. Cameron Example has 7:30 AM, 8:00 AM, 8:30 AM, "
            "9:00 AM and 9:30 AM on Tuesday, July 14. Which would you like?");
  ASSERT_EQ(availability_.queries.size(), 1u);
  const AvailabilityQuery& query = availability_.queries.front();
  EXPECT_EQ(query.practitioner, PractitionerRef{.id = Cameron().id});
  EXPECT_EQ(query.service, AppointmentTypeRef{.id = Massage().id});
  EXPECT_EQ(query.business, BusinessRef{.id = CityRooms().id});
  EXPECT_EQ(query.spoken_day, "2026-07-14");
}

TEST_F(ChosenSlotTest, IsRefusedWhenUnknownWithWhatIsFreeOfWhatWasSaid) {
  const json refused = Send({{"slotId", "slot_1"},
                             {"practitioner", "Cameron"},
                             {"appointmentType", "Massage"},
                             {"business_id", "100000000000000101"},
                             {"appointmentDate", "tomorrow"}});

  EXPECT_THAT(booking_.bookings, IsEmpty());
  EXPECT_EQ(refused["error"], "time_not_available");
  EXPECT_EQ(refused["availableTimes"], json({"9:00 AM", "10:00 AM"}));
  EXPECT_EQ(refused["slot_details"][0]["slotId"], IdOfNine());
  ASSERT_EQ(availability_.queries.size(), 1u);
  const AvailabilityQuery& query = availability_.queries.front();
  EXPECT_EQ(query.practitioner.spoken_name, "Cameron");
  EXPECT_EQ(query.service.spoken_name, "Massage");
  EXPECT_EQ(query.business.id, CityRooms().id);
  EXPECT_EQ(query.spoken_day, "tomorrow");
}

TEST_F(ChosenSlotTest, IsRefusedWhenCopiedBadlyWithWhatIsFreeOfWhatItShouldHaveBeen) {
  std::string copied_badly = IdOfNine();
  copied_badly[59] = copied_badly[59] == 'A' ? 'B' : 'A';
  const json refused = Send({{"slotId", copied_badly}});

  EXPECT_THAT(booking_.bookings, IsEmpty());
  EXPECT_EQ(refused["error"], "time_not_available");
  EXPECT_EQ(refused["slot_details"][0]["slotId"], IdOfNine());
  ASSERT_EQ(availability_.queries.size(), 1u);
  const AvailabilityQuery& query = availability_.queries.front();
  EXPECT_EQ(query.practitioner, PractitionerRef{.id = Cameron().id});
  EXPECT_EQ(query.service, AppointmentTypeRef{.id = Massage().id});
  EXPECT_EQ(query.business, BusinessRef{.id = CityRooms().id});
  EXPECT_EQ(query.spoken_day, "2026-07-14");
}

TEST_F(ChosenSlotTest, IsRefusedWithWhoeverIsFreeTodayWhereItMeansNobodyHere) {
  availability_.answer = [](const AvailabilityQuery& query) -> absl::StatusOr<Availability> {
    if (query.practitioner.id == Cameron().id && query.spoken_day.empty()) return TuesdayMorning();
    return MakeError(DomainError::kPractitionerNotFound, "nobody here");
  };
  for (const std::string& id : {IdOfAnotherClinic(), std::string("slot_1")}) {
    const json refused = Send({{"slotId", id}});
    EXPECT_EQ(refused["error"], "time_not_available");
    ASSERT_FALSE(refused["slot_details"].empty());
    EXPECT_EQ(refused["slot_details"][0]["slotId"], IdOfNine());
  }
  EXPECT_THAT(booking_.bookings, IsEmpty());
}

// Otherwise it would tell that another clinic has it.
TEST_F(ChosenSlotTest, OfAnotherClinicIsRefusedAsIfItWereMadeUp) {
  std::string forged = IdOfNine();
  forged[30] = forged[30] == 'A' ? 'B' : 'A';
  const json made_up = Send({{"slotId", forged}, {"practitioner", "Cameron"}});

  for (const char* action : {"book", "reschedule", "modify"}) {
    const json refused =
        Send({{"action", action}, {"slotId", IdOfAnotherClinic()}, {"practitioner", "Cameron"}});
    EXPECT_EQ(refused, made_up) << action;
  }
  EXPECT_THAT(booking_.bookings, IsEmpty());
  EXPECT_THAT(booking_.moves, IsEmpty());
}

TEST_F(ChosenSlotTest, IsRefusedAlsoWhereNothingElseIsKnown) {
  availability_.answer = [](const AvailabilityQuery&) {
    return MakeError(DomainError::kMissingInformation, "");
  };
  const json refused = Send({{"slotId", "slot_1"}});

  EXPECT_EQ(refused["error"], "time_not_available");
  EXPECT_EQ(refused["availableTimes"], json::array());
  EXPECT_EQ(refused["message"],
            "Let me go over the times again. Which day and time would you like?");
}

TEST_F(ChosenSlotTest, IsNoListOfIds) {
  EXPECT_EQ(Send({{"slotId", {IdOfNine(), IdOfNine()}}})["error"], "invalid_request");
  EXPECT_THAT(booking_.bookings, IsEmpty());
}

}  // namespace
}  // namespace frontdesk::gateway::test
