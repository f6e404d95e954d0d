#include "gateway/json/text.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gateway/json/object.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

std::string Dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

TEST(JsonText, WritesWithoutBlanksInTheOrderOfTheMembers) {
  Json body = ObjectOf("success", true, "message", "Two times.", "slots", Json::array());
  body["slots"].push_back(ObjectOf("time", "09:00", "minutes", 30));
  body["slots"].push_back(ObjectOf("time", nullptr, "minutes", -1));
  EXPECT_EQ(JsonText(body),
            R"({"success":true,"message":"Two times.","slots":[{"time":"09:00","minutes":30},)"
            R"({"time":null,"minutes":-1}]})");
}

TEST(JsonText, WritesEveryByteAsTheLibraryDoes) {
  for (int byte = 0; byte < 256; ++byte) {
    for (const std::string& text :
         {std::string(1, static_cast<char>(byte)), "a" + std::string(1, static_cast<char>(byte)),
          "\xc3" + std::string(1, static_cast<char>(byte)) + "b"}) {
      EXPECT_EQ(JsonText(text), Dumped(text)) << byte;
      const Json named = {{text, text}};
      EXPECT_EQ(JsonText(named), Dumped(named)) << byte;
    }
  }
}

TEST(JsonText, WritesEveryKindOfValueAsTheLibraryDoes) {
  for (const Json& value :
       {Json(), Json(true), Json(false), Json(0), Json(-7), Json(std::int64_t{1} << 62),
        Json(std::numeric_limits<std::int64_t>::min()),
        Json(std::numeric_limits<std::uint64_t>::max()), Json(0.0), Json(0.95), Json(100.0),
        Json(1e300), Json(std::numeric_limits<double>::infinity()), Json(""), Json("Zoë"),
        Json::array(), Json::object(), Json::array({Json::array(), Json::object(), nullptr}),
        Json{{"a", {{"b", Json::array({1, "two", 3.5})}}}, {"c", "\"\\\n\x7f"}}}) {
    EXPECT_EQ(JsonText(value), Dumped(value));
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
