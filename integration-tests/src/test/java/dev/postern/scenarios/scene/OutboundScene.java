package dev.postern.scenarios.scene;

import dev.postern.testing.gateway.GatewayProcess;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpServer;
import dev.postern.testing.smtp.ServerScript;
import dev.postern.testing.smtp.ServerScript.StartTls;
import dev.postern.testing.smtp.TlsOffer;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.CertificateTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A gateway with one partner for each thing that can be wrong with a partner's mail server. The partner {@code x} has the
 * domain {@code x.test} and the next hop {@code mx.x.test}, which must prove that name.
 */
public final class OutboundScene implements AutoCloseable {
    public static final String BOSS = "boss@example.test";

    public final Site site = Site.named("outbound");
    public final GatewayProcess gateway;
    private final Map<String, ScriptedSmtpServer> partners = new TreeMap<>();
    private final Map<String, ScriptedSmtpServer> mxHosts = new TreeMap<>();
    private final List<String> yaml = new ArrayList<>();

    private OutboundScene() {
        servers();
        site.zone
                .mx("both.test", 10, "mx1.both.test")
                .mx("both.test", 20, "mx2.both.test")
                .mx("plain-stranger.test", 10, "mx.plain-stranger.test")
                .mx("self-signed-stranger.test", 10, "mx.self-signed-stranger.test")
                .mx("broken-tls-stranger.test", 10, "mx.broken-tls-stranger.test")
                .mx("helo-stranger.test", 10, "mx.helo-stranger.test")
                .nullMx("no-mail.test");
        mxHost("mx1.both.test", "127.0.1.1", ServerScript.noStartTls());
        mxHost("mx2.both.test", "127.0.1.2", selfSigned("mx2.both.test"));
        mxHost("mx.plain-stranger.test", "127.0.1.3", ServerScript.noStartTls());
        mxHost("mx.self-signed-stranger.test", "127.0.1.4", selfSigned("mx.self-signed-stranger.test"));
        mxHost("mx.broken-tls-stranger.test", "127.0.1.5", selfSigned("x").startTls(StartTls.ANSWERED_454));
        mxHost("mx.helo-stranger.test", "127.0.1.6", ServerScript.noStartTls().reply("EHLO", "503 5.5.1 say HELO"));
        gateway = site.start("partners:\n" + String.join("", yaml)
                + "  - { name: both, domains: [both.test], outbound: { level: encrypt } }\n");
    }

    static OutboundScene set() {
        return new OutboundScene();
    }

    private void servers() {
        partner("good", good("good"), "");
        partner("no-starttls", ServerScript.noStartTls(), "");
        partner("pleading", ServerScript.noStartTls(), "");
        partner("third", ServerScript.noStartTls(), "");
        partner("answers-354", good("answers-354").startTls(StartTls.ANSWERED_354), "");
        partner("answers-454", good("answers-454").startTls(StartTls.ANSWERED_454), "");
        partner("answers-502", good("answers-502").startTls(StartTls.ANSWERED_502), "");
        partner("garbage", good("garbage").startTls(StartTls.ANSWERED_GARBAGE), "");
        partner("silent", good("silent").startTls(StartTls.ANSWERED_NOTHING), "");
        partner("forged", good("forged").startTls(StartTls.PLAINTEXT_BEHIND_220), "");
        partner("expired", issued(CertificateTemplate.of("mx.expired.test").expired()), "");
        partner("not-yet", issued(CertificateTemplate.of("mx.not-yet.test").notYetValid()), "");
        partner("wrong-name", issued(CertificateTemplate.of("mx.good.test")), "");
        partner("too-wide", issued(CertificateTemplate.of("*.test")), "");
        partner("xn--bcher-kva", issued(CertificateTemplate.of(inUtf8("mx.b\u00fccher.test"))), "");
        partner("nul", issued(CertificateTemplate.of("mx.nul.test\0.mallory.test")), "");
        partner("cn-only", issued(CertificateTemplate.of().named("mx.cn-only.test")), "");
        partner("self-signed", selfSigned("mx.self-signed.test"), "");
        partner(
                "unknown-ca",
                tls(TlsOffer.with(
                        CertificateAuthority.create("Root of everybody").issue("mx.unknown-ca.test"))),
                "");
        partner("no-intermediate", withoutIntermediate("mx.no-intermediate.test"), "");
        partner("tls10", tls(offer("tls10").only("TLSv1")), "");
        partner("tls11", tls(offer("tls11").only("TLSv1.1")), "");
        partner("tls12", tls(offer("tls12").only("TLSv1.2")), ", minVersion: TLSv1.3");
        partner("demanding", tls(offer("demanding").needingPeerCertificate()), "");
        partner("refusing-ehlo", good("refusing-ehlo").replyInTls("EHLO", "550 5.7.1 go away"), "");
        partner(
                "lying",
                good("lying")
                        .reply("EHLO", "250-scripted.test\r\n250-STARTTLS\r\n250-CHUNKING\r\n250-DSN\r\n250 SIZE 10")
                        .replyInTls("EHLO", "250-scripted.test\r\n250 STARTTLS"),
                "");
        partner("bouncing", ServerScript.noStartTls(), ", onFailure: bounce");
        partner("giving-up", ServerScript.noStartTls(), ", giveUpAfter: 4s");
        partner("wrong-giving-up", issued(CertificateTemplate.of("mx.good.test")), ", giveUpAfter: 4s");
        partner("mending", ServerScript.noStartTls(), "");
        partner("asking", ServerScript.noStartTls(), "");
        partner("returning", ServerScript.noStartTls(), "");
        partner(
                "once",
                good("once")
                        .replyInTls("EHLO", "250-scripted.test\r\n250 PIPELINING")
                        .reply("MAIL#2", "503 5.5.1 nested MAIL command"),
                "");
        partner(
                "letters",
                good("letters")
                        .replyInTls("EHLO", "250-scripted.test\r\n250-PIPELINING\r\n250 DSN")
                        .reply("RCPT bob@letters.test", "550 5.1.1 no bob but Bob"),
                "");
        partner("broken-bdat", good("broken-bdat").replyInTls("EHLO", "250-scripted.test\r\n250 CHUNKING"), "");
        partner("few", good("few").reply("RCPT#3", "452 4.5.3 Too many recipients"), "");
        partner("seven-bit", good("seven-bit").replyInTls("EHLO", "250 scripted.test"), "");
        partner("refusing-ehlo-in-clear", good("refusing-ehlo-in-clear").reply("EHLO", "503 5.5.1 say HELO"), "");
        partner("refusing", good("refusing").reply("RCPT", "550 5.1.1 no such user"), "");
    }

    private void partner(String name, ServerScript script, String more) {
        var server = ScriptedSmtpServer.start(script);
        partners.put(name, server);
        site.zone.a("mx." + name + ".test", "127.0.0.1");
        yaml.add("  - name: %s%n    domains: [%s.test]%n".formatted(name, name)
                + "    outbound: { level: secure, nextHop: \"mx.%s.test:%d\", match: [mx.%s.test]%s }%n"
                        .formatted(name, server.port(), name, more));
    }

    private void mxHost(String name, String address, ServerScript script) {
        mxHosts.put(name, ScriptedSmtpServer.start(address, site.mx, script));
        site.zone.a(name, address);
    }

    /** The behaviour of a partner's server with which nothing is wrong. */
    public ServerScript good(String name) {
        return tls(offer(name));
    }

    private TlsOffer offer(String name) {
        return TlsOffer.with(site.ca.issue("mx." + name + ".test"));
    }

    private ServerScript issued(CertificateTemplate template) {
        return tls(TlsOffer.with(site.ca.issue(template)));
    }

    private ServerScript withoutIntermediate(String name) {
        return tls(TlsOffer.with(
                site.ca.intermediate("Issuing CA of everybody").issue(name).withoutIntermediates()));
    }

    /** These octets as they would stand in a certificate, whose dNSNames are ASCII by right (RFC 5280 §4.2.1.6). */
    private static String inUtf8(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static ServerScript selfSigned(String name) {
        return tls(TlsOffer.with(CertificateAuthority.selfSigned(name)));
    }

    private static ServerScript tls(TlsOffer offer) {
        return ServerScript.tls(offer);
    }

    /** That partner's server. */
    public ScriptedSmtpServer partner(String name) {
        return Optional.ofNullable(partners.get(name)).orElseThrow();
    }

    /** The server behind that MX name. */
    public ScriptedSmtpServer mxHost(String name) {
        return Optional.ofNullable(mxHosts.get(name)).orElseThrow();
    }

    /** Hands a letter of ours to the gateway, which must take it. */
    public void send(Letter letter, String... recipients) throws IOException {
        try (var client = site.insider()) {
            Reply reply = client.mail(BOSS, List.of(recipients), letter);
            if (reply.code() != 250) {
                throw new AssertionError("the gateway does not take our mail: " + reply + gateway.tail());
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (ScriptedSmtpServer server : partners.values()) {
            server.close();
        }
        for (ScriptedSmtpServer server : mxHosts.values()) {
            server.close();
        }
        site.close();
    }
}
