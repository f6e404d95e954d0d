#include "services/session/session_service.h"

#include <memory>

#include "absl/status/statusor.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "libs/call_trail/postgres_call_events.h"
#include "libs/civil/clock.h"
#include "libs/postgres/connection_words.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "services/session/domain/outcomes.h"
#include "services/session/domain/session.h"
#include "services/session/domain/sessions.h"
#include "services/session/server/session_server.h"
#include "services/session/store/postgres_outcome_store.h"
#include "services/session/store/postgres_session_store.h"

namespace frontdesk {
namespace {

class WholeSessionService : public SessionService {
 public:
  explicit WholeSessionService(const SessionServiceOptions& options)
      : pool_({.url = options.database_url,
               .size = options.database_connections,
               .owner = "session"}) {}

  grpc::Service& service() override { return server_; }

  PoolUse pool_use() const override {
    const PostgresPool::Stats stats = pool_.stats();
    return {.most = stats.size, .open = stats.in_use + stats.idle, .in_use = stats.in_use};
  }

 private:
  SystemClock clock_;
  PostgresPool pool_;
  PostgresSessionStore store_{pool_};
  Sessions sessions_{store_, clock_, SessionLimits()};
  PostgresOutcomeStore outcome_store_{pool_};
  Outcomes outcomes_{outcome_store_, clock_};
  PostgresCallEvents call_events_{pool_};
  SessionServer server_{sessions_, outcomes_, call_events_};
};

}  // namespace

absl::StatusOr<std::unique_ptr<SessionService>> SessionService::Create(
    const SessionServiceOptions& options) {
  RETURN_IF_ERROR(ConnectionWords(options.database_url).status());
  return std::make_unique<WholeSessionService>(options);
}

}  // namespace frontdesk
