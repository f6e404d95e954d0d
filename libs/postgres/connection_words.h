#ifndef FRONTDESK_LIBS_POSTGRES_CONNECTION_WORDS_H_
#define FRONTDESK_LIBS_POSTGRES_CONNECTION_WORDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk {

// `url` ("postgresql://..." or "key=value" words) as libpq's "key='value'" words, completed where
// it says nothing itself: UTF-8, and TCP keepalives short enough that a dead peer is noticed within
// half a minute. The result holds the password. Fails with InvalidArgument, never repeating the
// text.
absl::StatusOr<std::string> ConnectionWords(absl::string_view url);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_CONNECTION_WORDS_H_
