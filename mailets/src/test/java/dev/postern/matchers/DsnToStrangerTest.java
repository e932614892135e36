package dev.postern.matchers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.arrival.Arrival.Verdict;
import dev.postern.dsn.Origin;
import dev.postern.tls.TlsSession;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;

class DsnToStrangerTest {
    private final DsnToStranger matcher = new DsnToStranger();

    private static Mail dsn(Origin origin) throws MessagingException {
        Mail mail = Messages.message("", "Subject: Your message was not delivered");
        origin.markOn(mail);
        return mail;
    }

    @Test
    void only_a_dsn_of_ours_about_a_strangers_message_matches() throws MessagingException {
        Mail mail = dsn(Origin.STRANGERS_DSN);

        assertThat(matcher.match(mail)).isEqualTo(mail.getRecipients());
        assertThat(matcher.match(dsn(Origin.DSN))).isEmpty();
        assertThat(matcher.match(dsn(Origin.NOTICE))).isEmpty();
        assertThat(matcher.match(Messages.message("", "Auto-Submitted: auto-replied")))
                .isEmpty();
    }

    @Test
    void a_message_that_entered_by_smtp_never_matches() throws MessagingException {
        Mail mail = dsn(Origin.STRANGERS_DSN);
        Arrival.over(new TlsSession.Clear(), Optional.empty(), Verdict.NO_PARTNER, Optional.empty())
                .writeTo(mail);

        assertThat(matcher.match(mail)).isEmpty();
    }
}
