#!/usr/bin/python3
"""Calls running services over gRPC from another language, as a service of the clinic's own would.

  call_services.py --session --clinic ID
      SESSION_ADDR=host:port. Searches, hears an offer, reads the session back; then an error on purpose.
  call_services.py --clinic ID [--practitioner TEXT] [--service TEXT] [--business TEXT] [--day TEXT]
      AVAILABILITY_ADDR and BOOKING_ADDR=host:port. Checks who is free, books the first time that it is
      told, books it again, which must answer with the same booking; then an error on purpose.

Prints one JSON object a call: {"method": ..., "answer": {...}} or {"method": ..., "error": {...}}, where
the error is decoded from the status details. Exits with 1 where an answer is not what it should be.

Needs the Debian packages python3-grpcio, python3-protobuf and protobuf-compiler. The message classes are
generated into a temporary folder on each run, so there is nothing to keep up to date.
"""

import argparse
import importlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import grpc
from google.protobuf import json_format

PROTOS = pathlib.Path(__file__).resolve().parents[2] / "protos"
TIMEOUT_SECONDS = 10
UNKNOWN_CLINIC = "00000000-0000-4000-8000-00000000dead"


class Surprise(Exception):
    """An answer is not what it should be."""


class Messages:
    """The message classes of our protos, by file: messages.session.GetSessionRequest."""

    FILES = ("common", "availability", "booking", "session")
    DETAILS = ("google/rpc/status.proto", "google/rpc/error_info.proto")

    def __init__(self, protos, folder):
        files = [f"frontdesk/v1/{name}.proto" for name in self.FILES] + list(self.DETAILS)
        subprocess.run(["protoc", f"--proto_path={protos}", f"--python_out={folder}", *files], check=True)
        sys.path.insert(0, folder)
        for name in self.FILES:
            setattr(self, name, importlib.import_module(f"frontdesk.v1.{name}_pb2"))
        # The namespace package google.rpc may already be taken by an installed one, hence the search path.
        import google

        google.__path__ = [*google.__path__, os.path.join(folder, "google")]
        self.status = importlib.import_module("google.rpc.status_pb2")
        self.error_info = importlib.import_module("google.rpc.error_info_pb2")


class Failure(Exception):
    """A call that failed, with what its status details say."""

    def __init__(self, error, messages):
        super().__init__(error.details())
        self.code = error.code().name
        self.reason = ""
        self.facts = {}
        self.details = []
        for key, value in error.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                self._read(messages.status.Status.FromString(value), messages)

    def _read(self, status, messages):
        for detail in status.details:
            info = messages.error_info.ErrorInfo()
            if detail.Unpack(info):
                self.reason = info.reason
                self.facts = dict(info.metadata)
            else:
                self.details.append(detail.TypeName())

    def to_dict(self):
        return {
            "code": self.code,
            "reason": self.reason,
            "message": str(self),
            "facts": self.facts,
            "details": self.details,
        }


class Service:
    """One service at one address; call("GetSession", field=...) does the rest."""

    def __init__(self, messages, file, name, address):
        self._messages = messages
        self._file = getattr(messages, file)
        self._name = name
        self._channel = grpc.insecure_channel(address)

    def call(self, method, **fields):
        request = json_format.ParseDict(fields, getattr(self._file, f"{method}Request")())
        ask = self._channel.unary_unary(
            f"/frontdesk.v1.{self._name}/{method}",
            request_serializer=type(request).SerializeToString,
            response_deserializer=getattr(self._file, f"{method}Response").FromString,
        )
        said = {"method": f"{self._name}/{method}"}
        try:
            answer = ask(request, timeout=TIMEOUT_SECONDS, metadata=(("x-request-id", "call-services"),))
            said["answer"] = json_format.MessageToDict(answer, preserving_proto_field_name=True)
        except grpc.RpcError as error:
            failure = Failure(error, self._messages)
            said["error"] = failure.to_dict()
            raise failure from error
        finally:
            print(json.dumps(said, ensure_ascii=False), flush=True)
        return said["answer"]

    def expect_failure(self, reason, method, **fields):
        try:
            self.call(method, **fields)
        except Failure as failure:
            if failure.reason == reason:
                return
            raise Surprise(f"{method} failed with {failure.reason or failure.code}, not {reason}") from failure
        raise Surprise(f"{method} succeeded; it should fail with {reason}")


def address_from(variable):
    address = os.environ.get(variable, "")
    if not address:
        sys.exit(f"{variable} is not set")
    return address


def check(truth, what):
    if not truth:
        raise Surprise(what)


def try_session(messages, arguments):
    session = Service(messages, "session", "SessionService", address_from("SESSION_ADDR"))
    who = {
        "clinic_id": arguments.clinic,
        "caller": {"session_id": f"conv_{os.getpid()}_{time.time_ns()}", "phone": "+61400000001"},
    }
    criteria = {"appointment_type_ids": ["300000000000000301"]}
    slot = {
        "practitioner_id": "200000000000000201",
        "business_id": "100000000000000101",
        "start_time": "2099-07-14T23:00:00Z",
    }

    check(session.call("GetSession", **who).get("refused", []) == [], "a new session refuses something")
    session.call("BeginSearch", **who, criteria=criteria)
    session.call("RecordOffer", **who, criteria=criteria, offered=[slot])
    check(session.call("GetSession", **who).get("offered") == [slot], "the offer did not come back")
    later = {**slot, "start_time": "2099-07-15T23:00:00Z"}
    made = session.call("MakeOffer", **who, criteria=criteria, offered=[later], start_known=True)
    check(made.get("recorded"), "an offer was not made")
    check(session.call("GetSession", **who).get("offered") == [later], "the other offer did not come back")
    session.call("EndSession", **who)
    check("offered" not in session.call("GetSession", **who), "the offer outlived its session")

    session.expect_failure("INVALID_REQUEST", "GetSession", clinic_id="nonsense", caller=who["caller"])
    session.expect_failure(
        "CLINIC_NOT_FOUND", "BeginSearch", clinic_id=UNKNOWN_CLINIC, caller=who["caller"], criteria=criteria
    )


def reference(text, id_field):
    """A ...Ref by id where `text` is a number, else by what the caller said."""
    return {id_field: text} if text.isdigit() else {"spoken_name": text}


def try_booking(messages, arguments):
    availability = Service(
        messages, "availability", "AvailabilityService", address_from("AVAILABILITY_ADDR")
    )
    booking = Service(messages, "booking", "BookingService", address_from("BOOKING_ADDR"))
    caller = {"session_id": f"conv_{os.getpid()}_{time.time_ns()}", "phone": "+61400000001"}
    wanted = {
        "practitioner": reference(arguments.practitioner, "practitioner_id"),
        "appointment_type": reference(arguments.service, "appointment_type_id"),
    }
    if arguments.business:
        wanted["business"] = reference(arguments.business, "business_id")

    free = availability.call(
        "CheckAvailability", clinic_id=arguments.clinic, caller=caller, spoken_day=arguments.day, **wanted
    )
    openings = [day for day in free.get("openings", []) if day.get("times")]
    check(openings, "nobody is free")
    first = openings[0]
    book = {
        "clinic_id": arguments.clinic,
        "caller": caller,
        "patient_name": "Casey Caller",
        "patient_phone": "+61400000001",
        "practitioner": {"practitioner_id": first["practitioner"]["practitioner_id"]},
        "appointment_type": {"appointment_type_id": first["appointment_type"]["appointment_type_id"]},
        "business": {"business_id": first["business"]["business_id"]},
        "start_time": first["times"][0]["start_time"],
    }

    booked = booking.call("BookAppointment", **book)
    check(booked["booking"]["state"] == "BOOKING_STATE_BOOKED", "the booking is not booked")
    again = booking.call("BookAppointment", **book)
    check(again.get("already_booked"), "the same request booked twice")
    check(again["booking"]["booking_id"] == booked["booking"]["booking_id"], "a repeat has another booking")

    availability.expect_failure(
        "CLINIC_NOT_FOUND",
        "CheckAvailability",
        clinic_id=UNKNOWN_CLINIC,
        caller=caller,
        spoken_day=arguments.day,
        **wanted,
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--session", action="store_true", help="try the session service alone")
    parser.add_argument("--clinic", required=True, help="the clinic's id, a UUID")
    parser.add_argument("--practitioner", default="Cameron", help="id or name")
    parser.add_argument("--service", default="Massage", help="id or name of the appointment type")
    parser.add_argument("--business", default="", help="id or name of the location; empty: any")
    parser.add_argument("--day", default="tomorrow", help="as a caller would say it")
    parser.add_argument("--protos", default=str(PROTOS), help="the folder that holds frontdesk/v1")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        messages = Messages(arguments.protos, folder)
        try:
            (try_session if arguments.session else try_booking)(messages, arguments)
        except Surprise as surprise:
            sys.exit(f"call_services.py: {surprise}")
        except Failure as failure:
            sys.exit(f"call_services.py: {failure.reason or failure.code}: {failure}")


if __name__ == "__main__":
    main()
