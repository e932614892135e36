package dev.postern.milter;

import dev.postern.address.AddressText;
import dev.postern.filter.FilteredMessage;
import dev.postern.recipient.Recipient;
import dev.postern.tls.PeerNames;
import dev.postern.tls.TlsSession;
import java.util.ArrayList;
import java.util.List;

/** The macros that a filter is sent with each step, under Sendmail's names. */
final class MilterMacros {
    private MilterMacros() {}

    /** @param hostname ours */
    static List<String> connect(FilteredMessage message, String hostname) {
        String address = AddressText.of(message.client().getAddress());
        return List.of(
                "j",
                hostname,
                "{daemon_name}",
                "postern",
                "v",
                "Postern",
                "_",
                "[" + address + "]",
                "{client_addr}",
                address,
                "{client_name}",
                "unknown",
                "{client_port}",
                Integer.toString(message.client().getPort()));
    }

    static List<String> helo(FilteredMessage message) {
        var macros = new ArrayList<String>();
        if (message.tls() instanceof TlsSession.Encrypted tls) {
            macros.addAll(List.of("{tls_version}", tls.version().word(), "{cipher}", tls.cipherSuite()));
            tls.peerCertificate()
                    .ifPresent(certificate -> macros.addAll(List.of(
                            "{cert_subject}", String.join(",", PeerNames.of(certificate)),
                            "{cert_issuer}",
                                    certificate.getIssuerX500Principal().getName())));
        }
        return macros;
    }

    static List<String> mail(FilteredMessage message) {
        return List.of(
                "i", message.name(),
                "{mail_addr}",
                        message.sender().asOptional().map(Recipient::text).orElse(""),
                "{mail_mailer}", "esmtp");
    }

    static List<String> recipient(String recipient) {
        return List.of("{rcpt_addr}", recipient, "{rcpt_mailer}", "esmtp");
    }

    static List<String> end(FilteredMessage message) {
        return List.of("i", message.name());
    }
}
