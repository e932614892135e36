package dev.postern.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival.Verdict;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArrivalTest {
    private Mail mail;

    @BeforeEach
    void mail() throws Exception {
        mail = FakeMail.builder().name("mail").build();
    }

    @Test
    void theFactsStayWithTheMail() {
        var issued = CertificateAuthority.create("Test CA").issue("mx.contoso.test", "mail.contoso.test");
        var session = new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", issued.chain());
        var arrival = Arrival.over(session, Optional.of("contoso"), Verdict.SATISFIED, Optional.empty());
        arrival.writeTo(mail);

        assertThat(Arrival.of(mail)).contains(arrival);
        assertThat(arrival.isOverTls()).isTrue();
        assertThat(arrival.peerNames()).contains("mx.contoso.test,mail.contoso.test");
        assertThat(arrival.peerFingerprint())
                .contains(CertificateFingerprint.ofCertificate(issued.certificate())
                        .toString());
    }

    @Test
    void clearTextIsNotTls() {
        var arrival = Arrival.over(
                new TlsSession.Clear(), Optional.of("contoso"), Verdict.VIOLATED, Optional.of("in clear text"));
        arrival.writeTo(mail);

        assertThat(Arrival.of(mail)).contains(arrival);
        assertThat(arrival.isOverTls()).isFalse();
    }

    @Test
    void attributesOfOurNamesThatCameFromElsewhereAreWorthNothing() {
        for (String name : new String[] {"version", "cipher", "peer-names", "verdict", "anything"}) {
            mail.setAttribute(new Attribute(
                    AttributeName.of(Arrival.PREFIX + name),
                    AttributeValue.of(name.equals("verdict") ? "SATISFIED" : "TLSv1.3")));
        }
        Arrival.over(new TlsSession.Clear(), Optional.empty(), Verdict.NO_PARTNER, Optional.empty())
                .writeTo(mail);

        assertThat(Arrival.of(mail)).get().satisfies(arrival -> {
            assertThat(arrival.isOverTls()).isFalse();
            assertThat(arrival.verdict()).isEqualTo(Verdict.NO_PARTNER);
        });
        assertThat(mail.attributeNames().map(AttributeName::asString)).containsExactly(Arrival.PREFIX + "verdict");
    }

    @Test
    void aRecordThatCannotBeReadIsNone() {
        assertThat(Arrival.of(mail)).isEmpty();
        mail.setAttribute(new Attribute(AttributeName.of(Arrival.PREFIX + "verdict"), AttributeValue.of("FINE")));
        assertThat(Arrival.of(mail)).isEmpty();
        mail.setAttribute(new Attribute(AttributeName.of(Arrival.PREFIX + "verdict"), AttributeValue.of(1)));
        assertThat(Arrival.of(mail)).isEmpty();
    }
}
