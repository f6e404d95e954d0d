#include "gateway/clients/names_proto.h"

namespace frontdesk::gateway {

v1::PartOfDay ToProto(PartOfDay part) {
  switch (part) {
    case PartOfDay::kMorning:
      return v1::PART_OF_DAY_MORNING;
    case PartOfDay::kAfternoon:
      return v1::PART_OF_DAY_AFTERNOON;
    case PartOfDay::kEvening:
      return v1::PART_OF_DAY_EVENING;
    case PartOfDay::kAny:
      break;
  }
  return v1::PART_OF_DAY_UNSPECIFIED;
}

PartOfDay PartOfDayFrom(v1::PartOfDay part) {
  switch (part) {
    case v1::PART_OF_DAY_MORNING:
      return PartOfDay::kMorning;
    case v1::PART_OF_DAY_AFTERNOON:
      return PartOfDay::kAfternoon;
    case v1::PART_OF_DAY_EVENING:
      return PartOfDay::kEvening;
    default:  // also what a newer service may add
      return PartOfDay::kAny;
  }
}

}  // namespace frontdesk::gateway
