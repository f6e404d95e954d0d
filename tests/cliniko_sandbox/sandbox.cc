#include "tests/cliniko_sandbox/sandbox.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/cliniko_sandbox/body.h"
#include "tests/cliniko_sandbox/bookings.h"
#include "tests/cliniko_sandbox/routes.h"
#include "tests/cliniko_sandbox/time_text.h"
#include "tests/cliniko_sandbox/world_json.h"

namespace frontdesk::sandbox {
namespace {

Reply Unauthorized() {
  Reply reply;
  reply.status = 401;
  reply.content_type = "text/plain";
  reply.body = "HTTP Basic: Access denied";
  reply.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Application\"");
  return reply;
}

Reply TooManyRequests(absl::Time resets_at, bool with_header = true) {
  Reply reply = Message(429, "Rate limit exceeded");
  if (with_header) {
    reply.headers.emplace_back("X-RateLimit-Reset", absl::StrCat(absl::ToUnixSeconds(resets_at)));
  }
  return reply;
}

Reply InjectedStatus(const FaultPlan& plan, absl::Time now) {
  Reply reply;
  if (plan.status == 429) {
    reply = TooManyRequests(now + absl::Seconds(plan.reset_in_seconds.value_or(0)),
                            plan.reset_in_seconds.has_value());
  } else if (plan.status == 401) {
    return Unauthorized();
  } else {
    reply = Message(plan.status, "Injected by the sandbox");
  }
  if (plan.html) {
    reply.content_type = "text/html";
    reply.body = absl::StrCat("<html><head><title>", plan.status, "</title></head><body><h1>",
                              plan.status, "</h1></body></html>");
  }
  return reply;
}

// Whether the user's role bars the part of the API that the route begins with.
bool IsDenied(const User& user, absl::string_view route) {
  const std::vector<std::string> segments = absl::StrSplit(route, '/', absl::SkipEmpty());
  return !segments.empty() && user.denied.contains(segments.front());
}

}  // namespace

absl::StatusOr<std::unique_ptr<Sandbox>> Sandbox::Create(std::string world, const Clock& base) {
  absl::StatusOr<World> parsed = ParseWorld(world, base.Now());
  if (!parsed.ok()) return parsed.status();
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(world), *std::move(parsed), base));
}

Sandbox::Sandbox(std::string world_text, World world, const Clock& base)
    : world_text_(std::move(world_text)),
      clock_(base),
      router_(AllRoutes()),
      keys_(world),
      world_(std::move(world)) {}

Outcome Sandbox::Handle(const ApiRequest& request) {
  const absl::Time now = clock_.Now();
  const Settings settings = this->settings();
  const std::optional<Router::Found> found =
      router_.Find(request.method, absl::StripPrefix(request.path, "/v1"));

  const std::string shard_of_host = ShardOfHost(request.host);
  const std::optional<Caller> caller =
      keys_.Find(request.authorization, settings.shard.empty() ? shard_of_host : settings.shard);
  RateDecision rate;
  LogEntry entry;
  std::string subdomain;
  if (caller) {
    rate = limiter_.Admit(caller->user, now,
                          {.limit = settings.rate_limit,
                           .window = absl::Seconds(settings.rate_window_seconds),
                           .sliding = settings.sliding_window,
                           .count_refused = settings.count_refused});
    const absl::ReaderMutexLock lock(&mutex_);
    const Account& account = world_.accounts[caller->account];
    entry.account = account.name;
    entry.user = account.users.at(caller->user).email;
    subdomain = account.subdomain;
  }
  entry.started = now;
  entry.method = request.method;
  entry.route = found ? found->route->path : kUnknownRoute;
  entry.target = absl::StrCat(request.path, request.query.empty() ? "" : "?", request.query);
  entry.bucket = rate.level;
  entry.user_agent_ok = IsProperUserAgent(request.user_agent);
  entry.accept_ok = absl::StrContains(request.accept, "application/json");
  const bool blocked = settings.require_user_agent && !entry.user_agent_ok;

  Outcome outcome;
  FaultPlan plan;
  if (caller && rate.allowed && !blocked) {
    plan = faults_.Take({request.method, entry.route, entry.account, subdomain});
  }
  const int64_t number = log_.Start(std::move(entry));
  if (!caller) {
    outcome.reply = Unauthorized();
  } else if (!rate.allowed) {
    outcome.reply = TooManyRequests(rate.resets_at);
  } else if (blocked) {
    outcome.reply = Message(403, "A User-Agent with an app name and a contact e-mail is required");
  } else {
    outcome = Answer(request, settings, found ? found->route : nullptr,
                     found ? found->ids : std::vector<Id>(), *caller, plan);
  }
  if (caller && settings.rate_limit_headers) {
    outcome.reply.headers.emplace_back("X-RateLimit-Limit", absl::StrCat(settings.rate_limit));
    outcome.reply.headers.emplace_back("X-RateLimit-Remaining",
                                       absl::StrCat(std::max(0, settings.rate_limit - rate.level)));
  }
  outcome.reply.headers.emplace_back("Date", HttpDate(clock_.Now()));
  const bool answers =
      outcome.delivery == Delivery::kNone || outcome.delivery == Delivery::kSlowBody;
  log_.Finish(number, answers ? outcome.reply.status : 0);
  return outcome;
}

Outcome Sandbox::Answer(const ApiRequest& request, const Settings& settings, const Route* route,
                        const std::vector<Id>& ids, Caller caller, const FaultPlan& plan) {
  Pause(plan.delay_before);
  Outcome outcome;
  outcome.delivery = plan.delivery;
  outcome.delivery_time = plan.delivery_time;
  if (plan.status != 0) {
    outcome.reply = InjectedStatus(plan, clock_.Now());
  } else if (route == nullptr) {
    outcome.reply = NotFound(settings);
  } else if (plan.commit) {
    outcome.reply = Run(request, settings, *route, ids, caller, plan);
  }
  Pause(plan.delay_after);
  return outcome;
}

Reply Sandbox::Run(const ApiRequest& request, const Settings& settings, const Route& route,
                   const std::vector<Id>& ids, Caller caller, const FaultPlan& plan) {
  Json body = Json::object();
  if (route.writes) {
    std::variant<Json, Reply> parsed = ParseBody(request);
    if (auto* refusal = std::get_if<Reply>(&parsed)) return std::move(*refusal);
    body = std::get<Json>(std::move(parsed));
  }
  const absl::Time precise_now = clock_.Now();
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(precise_now));
  const auto run = [&](const World& world, World* writable) {
    const Account& account = world.accounts[caller.account];
    const User& user = account.users.at(caller.user);
    if (IsDenied(user, route.path)) {
      return Message(403, "You are not authorized to perform this action");
    }
    Call call = {.request = request,
                 .settings = settings,
                 .account = account,
                 .writable = writable == nullptr ? nullptr : &writable->accounts[caller.account],
                 .user = user,
                 .id_generator = ids_,
                 .now = now,
                 .precise_now = precise_now,
                 .ids = ids,
                 .query = Query(request.query),
                 .body = std::move(body),
                 .base = absl::StrCat(request.scheme, "://", request.host, "/v1")};
    return route.handler(call);
  };
  if (route.writes) {
    const absl::WriterMutexLock lock(&mutex_);
    Remember();
    const bool races = plan.staff_race != StaffRace::kNone &&
                       absl::StartsWith(route.path, "/individual_appointments");
    if (!races) return run(world_, &world_);
    const Json asked = body;
    const auto staff_take_it = [&] {
      TakeTimeAskedFor(world_.accounts[caller.account], {ids_, now, precise_now}, ids, asked);
    };
    if (plan.staff_race == StaffRace::kBefore) staff_take_it();
    Reply reply = run(world_, &world_);
    if (plan.staff_race == StaffRace::kAfter && reply.status < 300) staff_take_it();
    return reply;
  }
  const absl::ReaderMutexLock lock(&mutex_);
  if (const std::shared_ptr<const World> past = AsOf(plan.stale_reads)) return run(*past, nullptr);
  return run(world_, nullptr);
}

void Sandbox::Remember() {
  const absl::Duration longest = faults_.LongestStaleness();
  const absl::Time now = clock_.Now();
  while (!past_.empty() && past_.front().until <= now - longest) past_.pop_front();
  if (longest > absl::ZeroDuration()) {
    past_.push_back({now, std::make_shared<const World>(world_)});
  }
}

std::shared_ptr<const World> Sandbox::AsOf(absl::Duration ago) const {
  if (ago <= absl::ZeroDuration()) return nullptr;
  const absl::Time then = clock_.Now() - ago;
  for (const PastWorld& past : past_) {
    if (past.until > then) return past.world;
  }
  return nullptr;
}

Settings Sandbox::settings() const {
  const absl::ReaderMutexLock lock(&settings_mutex_);
  return settings_;
}

void Sandbox::SetSettings(const Settings& settings) {
  const absl::WriterMutexLock lock(&settings_mutex_);
  settings_ = settings;
}

void Sandbox::Look(const std::function<void(const World&)>& look) const {
  const absl::ReaderMutexLock lock(&mutex_);
  look(world_);
}

void Sandbox::Change(const std::function<void(World&)>& change) {
  const absl::WriterMutexLock lock(&mutex_);
  Remember();
  change(world_);
}

absl::Status Sandbox::Reset() {
  absl::StatusOr<World> world = ParseWorld(world_text_, clock_.Now());
  if (!world.ok()) return world.status();
  {
    const absl::WriterMutexLock lock(&mutex_);
    world_ = *std::move(world);
    past_.clear();
  }
  ClearFaults();
  ResetCounts();
  return absl::OkStatus();
}

void Sandbox::ResetCounts() {
  log_.Reset();
  limiter_.Reset();
}

void Sandbox::Stop() {
  const absl::MutexLock lock(&pause_mutex_);
  stopped_ = true;
}

bool Sandbox::Pause(absl::Duration duration, bool until_cleared) {
  if (duration <= absl::ZeroDuration()) return true;
  absl::MutexLock lock(&pause_mutex_);
  const int clears = clears_;
  const auto is_over = [&]() ABSL_SHARED_LOCKS_REQUIRED(pause_mutex_) {
    return stopped_ || (until_cleared && clears_ != clears);
  };
  pause_mutex_.AwaitWithTimeout(absl::Condition(&is_over), duration);
  return !stopped_;
}

void Sandbox::ClearFaults() {
  faults_.Clear();
  const absl::MutexLock lock(&pause_mutex_);
  ++clears_;
}

}  // namespace frontdesk::sandbox
