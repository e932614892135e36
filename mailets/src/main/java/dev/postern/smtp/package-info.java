/** The inbound side of SMTP: a partner's rule at MAIL FROM and at the end of DATA, relay control, the Received field. */
@NullMarked
package dev.postern.smtp;

import org.jspecify.annotations.NullMarked;
