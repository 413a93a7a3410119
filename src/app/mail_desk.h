// One letter to an address of the administrator's choice, to see that mail leaves.
#pragma once
#include "engines/mail/mailer.h"
#include "features/staff/staff_doors.h"

namespace breather {

/// `mailer`: nothing where no mail server is set.
void add_mail_desk(staff::Doors& doors, mail::Mailer* mailer, const Clock& clock);

}  // namespace breather
