#include "libs/cliniko/paging.h"

#include "gtest/gtest.h"

namespace frontdesk::cliniko {
namespace {

constexpr char kTarget[] = "/v1/bookings?q%5B%5D=id%3A%3D1&per_page=100";

std::optional<std::string> Next(absl::string_view link) {
  return NextTarget(*Endpoint::Parse("https://api.au2.cliniko.com/v1"), kTarget, link);
}

TEST(NextTarget, FollowsALinkToTheSameListInEveryForm) {
  const std::string expected = "/v1/bookings?page=2";
  EXPECT_EQ(Next("https://api.au2.cliniko.com/v1/bookings?page=2"), expected);
  EXPECT_EQ(Next("https://API.au2.cliniko.com:443/v1/bookings?page=2#x"), expected);
  EXPECT_EQ(Next("//api.au2.cliniko.com/v1/bookings?page=2"), expected);
  EXPECT_EQ(Next("/v1/bookings?page=2"), expected);
  EXPECT_EQ(Next("?page=2"), expected);
  EXPECT_EQ(Next("bookings?page=2"), expected);
}

TEST(NextTarget, RefusesEveryOtherPlace) {
  for (const char* link :
       {"https://evil.example/v1/bookings?page=2",
        "https://api.au2.cliniko.com.evil.example/v1/bookings",
        "http://api.au2.cliniko.com/v1/bookings?page=2",
        "https://api.au1.cliniko.com/v1/bookings?page=2",
        "https://api.au2.cliniko.com:8443/v1/bookings?page=2", "//evil.example/v1/bookings?page=2",
        "https://user@api.au2.cliniko.com/v1/bookings?page=2",
        "https://api.au2.cliniko.com/v1/patients", "https://api.au2.cliniko.com?page=2",
        "/v1/bookings/../patients?page=2", "/v2/bookings?page=2", "patients?page=2",
        "ftp://api.au2.cliniko.com/v1/bookings", "", "#", "/v1/bookings?page=2 HTTP/1.1",
        "/v1/bookings?page=2\r\nX-Evil: 1"}) {
    EXPECT_EQ(Next(link), std::nullopt) << link;
  }
}

TEST(NextTarget, ALinkInsideTheQueryIsOnlyText) {
  EXPECT_EQ(Next("/v1/bookings?from=https://evil.example/"),
            "/v1/bookings?from=https://evil.example/");
}

}  // namespace
}  // namespace frontdesk::cliniko
