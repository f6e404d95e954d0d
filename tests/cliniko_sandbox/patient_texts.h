#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_PATIENT_TEXTS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_PATIENT_TEXTS_H_

namespace frontdesk::sandbox {

// The nullable texts of a patient that can be written and are read back as they were written.
inline constexpr const char* kPatientTexts[] = {
    "title",
    "preferred_first_name",
    "email",
    "address_1",
    "address_2",
    "address_3",
    "city",
    "state",
    "post_code",
    "country",
    "time_zone",
    "appointment_notes",
    "notes",
    "old_reference_id",
    "referral_source",
    "reminder_type",
    "emergency_contact",
    "occupation",
    "gender",
    "gender_identity",
    "sex",
    "medicare",
    "medicare_reference_number",
    "dva_card_number",
    "invoice_default_to",
    "invoice_email",
    "invoice_extra_information",
};

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_PATIENT_TEXTS_H_
