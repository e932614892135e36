package dev.postern.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.DnsName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.MailAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnRecipientsTest {
    private final OwnRecipients recipients = new OwnRecipients(domain -> Optional.ofNullable(Map.of(
                    new DnsName("example.org"), listed("anna"),
                    new DnsName("xn--bcher-kva.test"), listed("bernd"))
            .get(domain)));

    private static RecipientVerification listed(String localPart) {
        return new ListedRecipients(() -> new RecipientList(Set.of(localPart), false, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "anna@example.org, ACCEPTED",
        "anna@EXAMPLE.org, ACCEPTED",
        "nobody@example.org, UNKNOWN",
        "nobody@Example.ORG, UNKNOWN",
        "bernd@example.org, UNKNOWN",
        "bernd@XN--BCHER-KVA.test, ACCEPTED",
        "anna@xn--bcher-kva.test, UNKNOWN",
        "postmaster@example.org, ACCEPTED",
        "PostMaster@example.org, ACCEPTED",
        "postmaster@xn--bcher-kva.test, ACCEPTED",
        "postmaster2@example.org, UNKNOWN",
        "nobody@elsewhere.test, ACCEPTED",
        "nobody@sub.example.org, ACCEPTED",
        "nobody@[192.0.2.1], ACCEPTED",
    })
    void each_domain_has_its_own_recipients(String address, RecipientVerdict verdict) throws Exception {
        assertThat(recipients.verify(new MailAddress(address)).join()).isEqualTo(verdict);
    }
}
