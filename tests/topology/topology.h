#ifndef FRONTDESK_TESTS_TOPOLOGY_TOPOLOGY_H_
#define FRONTDESK_TESTS_TOPOLOGY_TOPOLOGY_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "tests/cliniko_sandbox/sandbox_server.h"
#include "tests/image/image_tree.h"
#include "tests/topology/cluster_dns.h"
#include "tests/topology/ingress.h"

namespace frontdesk::test {

// The production topology on this machine: the image's programs in the image's root, each replica
// at a loopback address of its own, Postgres behind a PgBouncer in transaction mode, the Cliniko
// sandbox, names that a DNS server answers with every replica that is ready, and an ingress. One
// thread starts and stops.
class Topology {
 public:
  // In the order in which an upgrade replaces them: who is called before who calls.
  static const std::vector<std::string>& Services();
  // After about so long, new replicas are called.
  static constexpr absl::Duration kConnectionAge = absl::Seconds(3);

  // With a clinic and two replicas of each, ready.
  Topology();
  ~Topology();
  Topology(const Topology&) = delete;
  Topology& operator=(const Topology&) = delete;

  // Starts a replica (from 1 on) and lets it be found once it is ready, as a cluster does.
  void Start(const std::string& service, int replica);
  // Takes it from the names and asks it to end, at once. Returns its exit code.
  int Stop(const std::string& service, int replica);
  // kill -9. Its name is there for a while after.
  void Kill(const std::string& service, int replica);

  // The HTTP of a gateway.
  std::string HttpAddress(int replica) const;
  // How many gRPC calls a service's replica has answered.
  double Calls(const std::string& service, int replica) const;

  Ingress& ingress() { return ingress_; }
  ScratchDatabase& database() { return database_; }
  sandbox::SandboxServer& cliniko() { return *cliniko_; }
  const std::string& key() const { return key_; }        // the clinic's, for gateways
  const std::string& number() const { return number_; }  // the clinic's, E.164

 private:
  using Variables = std::vector<std::pair<std::string, std::string>>;

  std::string Ctl(const std::vector<std::string>& words) const;
  std::string HostOf(const std::string& service, int replica) const;
  std::string OperationsOf(const std::string& service, int replica) const;
  Variables VariablesOf(const std::string& service, int replica) const;
  bool IsReady(const std::string& service, int replica) const;
  void ShowToGroup(const std::string& path) const;
  void OnboardClinic();

  ImageTree tree_;
  ScratchDatabase database_ = ScratchDatabase::Empty();
  ScratchPgBouncer pooler_{/*connections=*/20};
  std::unique_ptr<sandbox::SandboxServer> cliniko_;
  ClusterDns dns_;
  const int port_;             // of gRPC and HTTP
  const int operations_port_;  // both are the same for all, as in a cluster
  std::string key_;
  std::string number_;
  std::map<std::pair<std::string, int>, std::unique_ptr<Process>> processes_;
  Ingress ingress_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_TOPOLOGY_TOPOLOGY_H_
