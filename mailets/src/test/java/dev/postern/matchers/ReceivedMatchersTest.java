package dev.postern.matchers;

import static dev.postern.matchers.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.arrival.Arrival;
import dev.postern.arrival.Arrival.Verdict;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Attribute;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedMatchersTest {
    private static final TlsSession TLS =
            new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of());

    @Test
    void tls_counts_whatever_the_verdict() throws MessagingException {
        for (Verdict verdict : Verdict.values()) {
            assertThat(isOverTls(arrived(TLS, verdict))).isTrue();
            assertThat(isOverTls(arrived(new TlsSession.Clear(), verdict))).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"SATISFIED,true", "NO_PARTNER,true", "VIOLATED,false"})
    void the_verdict_counts_whatever_the_session(Verdict verdict, boolean asAgreed) throws MessagingException {
        assertThat(isAsAgreed(arrived(TLS, verdict))).isEqualTo(asAgreed);
        assertThat(isAsAgreed(arrived(new TlsSession.Clear(), verdict))).isEqualTo(asAgreed);
    }

    @Test
    void without_record_nothing_is_proved() throws MessagingException {
        Mail mail = message("bob@contoso.test", "From: bob@contoso.test");
        assertThat(isOverTls(mail)).isFalse();
        assertThat(isAsAgreed(mail)).isFalse();
    }

    @Test
    void headers_prove_nothing() throws MessagingException {
        Mail mail = message(
                "bob@contoso.test",
                "Received: from x by gw.example.org (Postern) with ESMTPS id 1 tls TLS_AES_256_GCM_SHA384",
                "dev.postern.tls.version: TLSv1.3",
                "dev.postern.tls.verdict: SATISFIED");
        assertThat(isOverTls(mail)).isFalse();
        assertThat(isAsAgreed(mail)).isFalse();
    }

    @Test
    void a_record_with_an_unknown_verdict_proves_nothing() throws MessagingException {
        Mail mail = arrived(TLS, Verdict.SATISFIED);
        mail.setAttribute(Attribute.convertToAttribute(Arrival.PREFIX + "verdict", "FINE"));
        assertThat(isOverTls(mail)).isFalse();
        assertThat(isAsAgreed(mail)).isFalse();
    }

    private static Mail arrived(TlsSession session, Verdict verdict) throws MessagingException {
        Mail mail = message("bob@contoso.test", "Subject: x");
        Arrival.over(session, Optional.empty(), verdict, Optional.empty()).writeTo(mail);
        return mail;
    }

    private static boolean isOverTls(Mail mail) {
        return !new ReceivedOverTls().match(mail).isEmpty();
    }

    private static boolean isAsAgreed(Mail mail) {
        return !new ReceivedAsAgreed().match(mail).isEmpty();
    }
}
