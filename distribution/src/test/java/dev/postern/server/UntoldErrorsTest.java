package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Configuration;
import dev.postern.storage.MailStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No message reaches mail/error without a word to the postmaster. */
class UntoldErrorsTest {
    @TempDir
    Path conf = Path.of("conf");

    private UntoldErrors errors(FakeMailContext context) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), """
            hostname: gw.example.org
            domains:
              - { domain: example.org, nextHop: "127.0.0.1:2526" }
            """);
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        return new UntoldErrors(() -> context, Configuration.load(conf).gateway(), Clock.systemUTC());
    }

    private static FakeMailContext context() throws Exception {
        return FakeMailContext.builder()
                .postmaster(new MailAddress("postmaster@example.org"))
                .build();
    }

    private static Mail mail(String state) throws Exception {
        Mail mail = MailStore.mail("Mail1", "eve@mallory.test");
        mail.setState(state);
        return mail;
    }

    @Test
    void what_the_spooler_gives_up_is_told() throws Exception {
        FakeMailContext context = context();
        UntoldErrors errors = errors(context);

        errors.stored("file://var/mail/error/", mail("transport"));
        errors.close();

        assertThat(context.getSentMails()).hasSize(1);
        assertThat((String) context.getSentMails().get(0).getMsg().getContent())
                .contains("Message:    Mail1", "Reason:     processing it failed too often; see the log");
    }

    @Test
    void what_the_processor_error_stores_is_told_by_its_own_mailet_only() throws Exception {
        FakeMailContext context = context();
        UntoldErrors errors = errors(context);

        errors.stored("file://var/mail/error/", mail(Mail.ERROR));
        errors.stored("file://var/mail/relay-denied/", mail("relay-denied"));
        errors.close();

        assertThat(context.getSentMails()).isEmpty();
    }
}
