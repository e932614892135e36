package dev.postern.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpReply;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as servers of the field have them. */
class AddressRefusalTest {
    private static final Host HOST = new Host("mx.contoso.test", InetAddress.getLoopbackAddress(), 25);

    private static boolean isAddressRefusal(String reply) {
        return AddressRefusal.isIn(
                Cause.reply(new SmtpReply(Integer.parseInt(reply.substring(0, 3)), List.of(reply.substring(4))), HOST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.7.25 [2001:db8::25] The IP address sending this message does not have a PTR record setup",
                "550 5.7.26 This mail has been blocked because the sender is unauthenticated.",
                "550 5.7.23 The message was rejected because of Sender Policy Framework violation",
                "550 5.7.1 [2001:db8::25] Our system has detected that this message does not meet IPv6 sending guidelines"
                        + " regarding PTR records and authentication.",
                "550 5.7.1 Client host rejected: cannot find your reverse hostname, [2001:db8::25]",
                "450 4.7.25 Client host rejected: cannot find your hostname, [2001:db8::25]",
                "450 4.7.1 Client host rejected: cannot find your reverse hostname, [2001:db8::25]",
                "554 5.7.1 <unknown[2001:db8::25]>: Client host rejected: cannot find your hostname",
                "550 Access denied: no PTR record for 2001:db8::25",
                "554 IP-Address has no valid PTR resource record",
                "550 rDNS missing",
                "550 Reverse DNS lookup failed for host 2001:db8::25.",
                "550 5.7.1 <bob@contoso.test>... Relaying denied. IP name lookup failed [2001:db8::25]",
                "550-No reverse DNS entry for your host",
                "521 5.7.1 IPv6 is not accepted here",
                "554 5.7.1 We do not accept mail over IPv6",
                "550 5.7.1 Your host has no reverse hostname",
                "554 5.7.0 Your server's reverse-mapping is missing"
            })
    void oursLacksSomething(String reply) {
        assertThat(isAddressRefusal(reply)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 <bob@contoso.test>: Recipient address rejected: User unknown",
                "550 5.1.1 The email account that you tried to reach does not exist. ipv6",
                "550 5.2.1 The mailbox is disabled; see PTR",
                "550 5.4.1 Recipient address rejected: Access denied. reverse DNS",
                "550 No such user ptr here",
                "550 user ptr not found",
                "550 <ptr@contoso.test> rejected",
                "550 ptr@ipv6.contoso.test rejected",
                "550 5.7.1 Mailbox ipv6 is disabled",
                "550 5.7.1 Delivery not authorized",
                "554 5.7.1 Service unavailable; Client host [2001:db8::25] blocked using bl.example.net",
                "550 5.7.1 Your IP 2001:db8::25 is listed as a source of spam",
                "550 5.7.1 Relaying denied",
                "550 5.7.509 Access denied, sending domain does not pass DMARC verification",
                "550 5.7.515 Access denied",
                "550 5.1.8 Sender address rejected: Domain not found; reverse DNS",
                "552 5.3.4 Message too big for IPv6",
                "554 5.6.0 Message content rejected, IPv6",
                "550 5.7.27 Sender address has null MX",
                "550 Sender verify failed",
                "550 encrypted mail only"
            })
    void itIsAboutSomethingElse(String reply) {
        assertThat(isAddressRefusal(reply)).isFalse();
    }
}
