#include "gateway/json/object.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

TEST(ObjectOf, MakesWhatAListInBracesMakesInTheSameOrder) {
  Json list = Json::array({"a", "b"});
  const std::string name = "City Rooms";

  const Json made = ObjectOf("name", name, "count", 2, "open", true, "none", nullptr, "share", 0.5,
                             "list", std::move(list));

  const Json wanted = {{"name", "City Rooms"}, {"count", 2},   {"open", true},
                       {"none", nullptr},      {"share", 0.5}, {"list", {"a", "b"}}};
  EXPECT_EQ(made.dump(), wanted.dump());
}

TEST(ObjectOf, IsAnObjectOfNothing) { EXPECT_EQ(ObjectOf().dump(), "{}"); }

TEST(Reserve, LeavesWhatIsThereAndMovesItNoMore) {
  Json object = ObjectOf("first", "a text that is too long to be kept without an allocation");
  Reserve(8, object);
  const Json* const first = &object["first"];
  for (const char* name : {"b", "c", "d", "e"}) object[name] = 1;
  EXPECT_EQ(&object["first"], first);
  EXPECT_EQ(object.size(), 5u);
}

}  // namespace
}  // namespace frontdesk::gateway
