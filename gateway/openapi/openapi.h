#ifndef FRONTDESK_GATEWAY_OPENAPI_OPENAPI_H_
#define FRONTDESK_GATEWAY_OPENAPI_OPENAPI_H_

namespace frontdesk::gateway {

// The description of the whole HTTP API in OpenAPI 3.1: openapi.json, compiled in.
const char* OpenApiText();

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_OPENAPI_OPENAPI_H_
