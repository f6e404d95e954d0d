#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_CONNECTIONS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_CONNECTIONS_H_

namespace frontdesk::sandbox {

// The HTTP library keeps its sockets to itself; these find the server's end of a connection among
// the open files of the process.

// Ends the connection between `server_port` and `client_port`: by a TCP reset, or by closing both
// directions.
void CutConnection(int server_port, int client_port, bool reset);

// Closes both directions of every connection that `server_port` has accepted.
void CutAllConnections(int server_port);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_CONNECTIONS_H_
