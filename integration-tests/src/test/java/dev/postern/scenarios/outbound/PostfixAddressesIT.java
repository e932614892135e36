package dev.postern.scenarios.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.peers.Postfix;
import dev.postern.testing.process.Ports;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.tls.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a sending Postfix with {@code smtp_address_preference = ipv6} does where a server rejects its IPv6 address and has an IPv4 address
 * too. The gateway differs on purpose where mail bounced here: the page of odd servers says how.
 */
class PostfixAddressesIT {
    private static final String SENDER = "alice@sender.test";
    private static final String BOB = "bob@dual.test";
    private static final String HOST = "mx.dual.test";
    private static final String IPV6 = "::1";
    private static final String IPV4 = "127.0.0.7";

    private static Postfix postfix;
    private static ScriptedSmtpServer overIpv6;
    private static ScriptedSmtpServer overIpv4;

    @BeforeAll
    static void start() throws IOException {
        Postfix.assumeInstalled();
        int port = Ports.free();
        overIpv6 = ScriptedSmtpServer.start(IPV6, port, ServerScript.noStartTls());
        overIpv4 = ScriptedSmtpServer.start(IPV4, port, ServerScript.noStartTls());
        var authority = CertificateAuthority.create("Root of the sender");
        // In its jail the SMTP client reads a hosts file of its own.
        postfix = Postfix.start(
                new Postfix.Settings(
                        "sender.test",
                        "127.0.0.8",
                        authority.issue("mx.sender.test"),
                        "none",
                        port,
                        "none",
                        authority.own().chainPem(),
                        """
                        master.cf: dual unix - - y - - smtp
                        inet_protocols = all
                        smtp_address_preference = ipv6
                        relayhost =
                        default_transport = dual:[%s]:%d
                        """.formatted(HOST, port)),
                Ports.free());
        Path etc = Files.createDirectories(postfix.root().resolve("queue").resolve("etc"));
        Files.writeString(etc.resolve("hosts"), "%s %s%n%s %s%n".formatted(IPV6, HOST, IPV4, HOST));
        Files.writeString(etc.resolve("host.conf"), "multi on\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files\n");
    }

    @AfterAll
    static void stop() throws IOException {
        if (postfix != null) {
            postfix.close();
            overIpv6.close();
            overIpv4.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GREETING, 554 5.7.1 no PTR record",
        "RCPT, 450 4.7.25 Client host rejected: cannot find your hostname",
        "., 421 4.7.25 no PTR record"
    })
    void theIpv4AddressIsTried(String verb, String reply) throws IOException {
        Letter letter = send(verb, reply);

        assertThat(overIpv4.await(letter).recipients()).containsExactly(BOB);
    }

    @ParameterizedTest
    @CsvSource({
        "HELO, 550 5.7.1 no PTR record",
        "MAIL, 550 5.7.1 IPv6 without a PTR record",
        "RCPT, 550 5.7.1 Client host rejected: cannot find your reverse hostname",
        "RCPT, 550 5.7.25 no PTR record",
        "DATA, 554 5.7.25 no PTR record",
        "., 550 5.7.25 The IP address sending this message does not have a PTR record"
    })
    void theMailBouncesAlthoughThereIsAnIpv4Address(String verb, String reply) throws IOException {
        Letter letter = send(verb, reply);

        assertThat(postfix.mailbox().await(letter.marker()).sender()).isEmpty();
        postfix.awaitLog("status=bounced", "[" + IPV6 + "]", reply);
        assertThat(overIpv4.has(letter)).isFalse();
    }

    private static Letter send(String verb, String reply) throws IOException {
        ServerScript script = ServerScript.noStartTls().reply(verb, reply);
        overIpv6.become(verb.equals("HELO") ? script.reply("EHLO", reply) : script);
        var letter = Letter.from(SENDER);
        try (var client = postfix.client()) {
            assertThat(client.mail(SENDER, BOB, letter).code()).isEqualTo(250);
        }
        return letter;
    }
}
