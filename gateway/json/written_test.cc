#include "gateway/json/written.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "gateway/json/object.h"
#include "gateway/json/text.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

TEST(WrittenObject, IsWrittenAsTheSameObjectOfValues) {
  const std::string name = "Zoë \"Zo\" O'Neil\n\xff";
  WrittenObject written("name", name, "count", 2, "none", "");
  written.Add("least", std::numeric_limits<std::int64_t>::min());

  EXPECT_EQ(JsonText(Json(written)),
            JsonText(ObjectOf("name", name, "count", 2, "none", "", "least",
                              std::numeric_limits<std::int64_t>::min())));
  EXPECT_EQ(JsonText(Json(WrittenObject())), "{}");
}

TEST(WrittenObject, TakesTheMembersOfOthers) {
  WrittenObject written;
  written.AddMembersOf(WrittenObject());
  written.AddMembersOf(WrittenObject("time", "09:00", "count", 2));
  written.AddMembersOf(WrittenObject());
  written.AddMembersOf(WrittenObject("location", "City Rooms"));
  EXPECT_EQ(JsonText(Json(written)), R"({"time":"09:00","count":2,"location":"City Rooms"})");
}

TEST(WrittenArray, IsWrittenAsTheSameArrayOfValues) {
  WrittenArray written;
  EXPECT_EQ(JsonText(Json(written)), "[]");

  written.Add("9:00 AM");
  written.Add("\\");
  written.Add(WrittenObject());
  written.Add(WrittenObject("time", "09:00"));
  EXPECT_EQ(JsonText(Json(written)), R"(["9:00 AM","\\",{},{"time":"09:00"}])");
}

TEST(WrittenObject, StandsWhereAValueCan) {
  const WrittenObject time("time", "09:00");
  Json body = ObjectOf("first", time);
  body["again"] = body["first"];
  body["list"] = Json::array();
  body["list"].push_back(time);

  EXPECT_EQ(JsonText(body),
            R"({"first":{"time":"09:00"},"again":{"time":"09:00"},"list":[{"time":"09:00"}]})");
}

}  // namespace
}  // namespace frontdesk::gateway
