package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dsn.DsnSender;
import dev.postern.memory.MemoryBudget;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.tls.TlsFailure;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMailContext;
import org.junit.jupiter.api.Test;

class NoticeLinesTest {
    private static final int LONGEST_LINE = 998; // RFC 5322 §2.1.1

    /** A server that refuses the notice for it would leave the sender without any word. */
    @Test
    void aCertificateOfAThousandNamesMakesNoEndlessLine() throws Exception {
        Mail mail = Attempting.mail(Attempting.RECIPIENT);
        var host = new Host("mx.contoso.test", InetAddress.getLoopbackAddress(), 25);
        Cause cause = Cause.tls(
                TlsFailure.CERTIFICATE_HOST_MISMATCH, "the certificate is for " + "other.test, ".repeat(1000), host);
        var octets = new ByteArrayOutputStream();

        var context = FakeMailContext.defaultContext();
        new DsnSender("gw.example.org", domain -> Optional.empty(), context, new MemoryBudget())
                .send(
                        mail,
                        List.of(ReportedOutcome.failed(Attempting.address(Attempting.RECIPIENT), cause)),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Instant.EPOCH);
        context.getSentMails().get(0).getMsg().writeTo(octets);

        assertThat(octets.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(
                        line -> assertThat(line).startsWith("Diagnostic-Code: x-postern; certificate-host-mismatch: "))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
    }
}
