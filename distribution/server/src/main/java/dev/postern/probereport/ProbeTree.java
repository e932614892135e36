package dev.postern.probereport;

import dev.postern.address.AddressText;
import dev.postern.dns.DnsAnswer;
import dev.postern.dns.MailExchanger;
import dev.postern.partner.Partner;
import dev.postern.probe.CertificateSummary;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.RuleSource;
import dev.postern.route.FoundHosts;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.PolicyStrength;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import dev.postern.tls.TrustAnchors;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Draws a probe as a tree, a line or some for each event as it happens. For one thread. */
public final class ProbeTree implements Consumer<ProbeEvent> {
    private static final int MOST_NAMES = 8;

    private final Consumer<String> lines;
    private final TerminalStyle style;
    private final ProbeSummary summary;

    /** @param lines is given each line, without its end */
    public ProbeTree(Consumer<String> lines, TerminalStyle style, AnchorFile anchorFile) {
        this.lines = lines;
        this.style = style;
        this.summary = new ProbeSummary(lines, style, anchorFile);
    }

    @Override
    public void accept(ProbeEvent event) {
        if (event instanceof ProbeEvent.RuleFound found) {
            rule(found.request());
        } else if (event instanceof ProbeEvent.MailExchangersFound found) {
            exchangers(found);
        } else if (event instanceof ProbeEvent.AddressesFound found) {
            addresses(found);
        } else if (event instanceof ProbeEvent.HostsFound found) {
            hosts(found.hosts());
        } else if (event instanceof ProbeEvent.HostBegun begun) {
            branch(Mark.NONE, "server " + begun.number() + " of " + begun.hosts() + ": " + begun.host());
        } else if (event instanceof ProbeEvent.OpeningAgain again) {
            leaf(
                    Mark.UNSURE,
                    "TLS did not come about; trying again "
                            + (again.usesTls() ? "without the server's name (SNI)" : "in clear text"));
        } else if (event instanceof ProbeEvent.Connected) {
            leaf(Mark.GOOD, "connected");
        } else if (event instanceof ProbeEvent.Greeted greeted) {
            leaf(
                    Mark.of(greeted.reply().code() == 220),
                    "greeting: " + greeted.reply().text());
        } else if (event instanceof ProbeEvent.Introduced introduced) {
            introduced(introduced);
        } else if (event instanceof ProbeEvent.StartTlsAnswered answered) {
            leaf(
                    Mark.of(answered.reply().code() == 220),
                    "STARTTLS: " + answered.reply().text());
        } else if (event instanceof ProbeEvent.Handshaken shaken) {
            handshake(shaken);
        } else if (event instanceof ProbeEvent.Judged judged) {
            verdict(judged.verdict(), true);
            judged.otherLevels().forEach(other -> verdict(other, false));
        } else if (event instanceof ProbeEvent.CommandAnswered answered) {
            leaf(
                    Mark.of(answered.reply().isPositive()),
                    answered.command() + ": " + answered.reply().text());
        } else if (event instanceof ProbeEvent.HostEnded ended) {
            lastLeaf(
                    Mark.of(ended.result().status()),
                    ended.result().cause().map(Cause::words).orElse("a message could be sent here"));
        } else if (event instanceof ProbeEvent.Ended ended) {
            summary.of(ended.result());
        }
    }

    private void rule(ProbeRequest request) {
        lines.accept(request.domain().ascii());
        TlsPolicy policy = request.route().policy().tls();
        String whose = request.route()
                .partner()
                .map(Partner::name)
                .map(name -> "partner " + name)
                .orElse(request.source() == RuleSource.OWN_DOMAIN ? "own domain" : "no partner");
        String mode = request.route()
                .partner()
                .map(partner -> ", " + partner.mode().word())
                .orElse("");
        branch(Mark.GOOD, "rule: " + whose + mode + " (" + request.source().place() + ")");
        sub("level " + PolicyStrength.of(policy).words());
        if (!policy.names().isEmpty()) {
            sub("agreed names: "
                    + policy.names().stream().map(CertificateMatch::toString).collect(Collectors.joining(", ")));
        }
        policy.anchors()
                .ifPresent(anchors -> sub("trusted: "
                        + (anchors.equals(TrustAnchors.ofJvm())
                                ? "public CAs (the roots of this Java)"
                                : "CA certificates of the partner's own: "
                                        + anchors.certificates().size())));
        if (!request.route().policy().nextHops().isEmpty()) {
            branch(
                    Mark.GOOD,
                    "next hop: "
                            + request.route().policy().nextHops().stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining(", ")));
        }
    }

    private void exchangers(ProbeEvent.MailExchangersFound found) {
        if (found.answer() instanceof DnsAnswer.Records<MailExchanger> some) {
            some.records().stream()
                    .map(mx -> "MX " + mx.preference() + " " + mx.name())
                    .forEach(line -> branch(Mark.GOOD, line));
        } else if (found.answer() instanceof DnsAnswer.Silent<MailExchanger> silent) {
            branch(Mark.UNSURE, "MX: no answer from the DNS: " + silent.reason());
        } else {
            branch(Mark.BAD, "MX: the domain has neither MX record nor address");
        }
    }

    private void addresses(ProbeEvent.AddressesFound found) {
        List<InetAddress> some = found.answer().orEmpty();
        if (!some.isEmpty()) {
            branch(
                    Mark.GOOD,
                    found.name() + ": " + some.stream().map(AddressText::of).collect(Collectors.joining(", ")));
        } else if (found.answer() instanceof DnsAnswer.Silent<InetAddress> silent) {
            branch(Mark.UNSURE, found.name() + ": no answer from the DNS: " + silent.reason());
        } else {
            branch(Mark.BAD, found.name() + ": no address");
        }
    }

    private void hosts(FoundHosts found) {
        if (found instanceof FoundHosts.Never never) {
            branch(Mark.BAD, never.cause().words());
        } else if (found instanceof FoundHosts.NotNow notNow) {
            branch(Mark.UNSURE, notNow.cause().words());
        }
    }

    private void introduced(ProbeEvent.Introduced introduced) {
        SmtpReply reply = introduced.reply();
        String verb = introduced.command().substring(0, 4) + (introduced.inTls() ? " in TLS" : "");
        boolean good = reply.code() == 250;
        String extensions = reply.lines().size() < 2
                ? "no extensions"
                : reply.lines().stream().skip(1).collect(Collectors.joining(", "));
        leaf(Mark.of(good), verb + ": " + (good ? extensions : reply.text()));
    }

    private void handshake(ProbeEvent.Handshaken shaken) {
        if (!(shaken.session() instanceof TlsSession.Encrypted tls)) {
            leaf(Mark.BAD, "the handshake gave no encryption");
            return;
        }
        leaf(
                Mark.GOOD,
                tls.version().word() + ", " + tls.cipherSuite()
                        + shaken.group().map(group -> ", " + group).orElse(""));
        for (int i = 0; i < shaken.chain().size(); i++) {
            certificate(shaken.chain().get(i), i);
        }
    }

    private void certificate(CertificateSummary certificate, int place) {
        leaf(Mark.NONE, "certificate " + (place + 1) + ": " + certificate.subject());
        if (place == 0) {
            detail("names: " + names(certificate.names()));
        }
        detail("issuer: " + certificate.issuer());
        detail("%s, %s to %s, %s"
                .formatted(
                        certificate.key(),
                        day(certificate.notBefore()),
                        day(certificate.notAfter()),
                        left(certificate.daysLeft())));
        detail("fingerprint of the certificate: " + certificate.fingerprint());
        if (place == 0) {
            detail("fingerprint of its key: " + certificate.keyFingerprint());
        }
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static String left(long days) {
        return days < 0 ? "expired" : days + (days == 1 ? " day left" : " days left");
    }

    private static String names(List<String> names) {
        String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.isEmpty()
                ? "none"
                : some + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
    }

    private void verdict(TlsVerdict verdict, boolean agreed) {
        String level = "level " + verdict.level().word();
        if (verdict instanceof TlsVerdict.Violated violated) {
            String words = violated.failure().token() + ": " + violated.reason();
            leaf(agreed ? Mark.BAD : Mark.NONE, level + (agreed ? " falls short: " : " would not hold: ") + words);
        } else {
            String by = ((TlsVerdict.Satisfied) verdict)
                    .matched()
                    .map(matched -> ", by " + matched)
                    .orElse("");
            boolean key = !agreed && verdict.level() == TlsSecurityLevel.FINGERPRINT;
            leaf(
                    agreed ? Mark.GOOD : Mark.NONE,
                    level + (agreed ? " holds" : " would hold") + (key ? " once this key is agreed" : by));
        }
    }

    private void branch(Mark mark, String text) {
        print(style.branch(), style.trunk(), mark, text);
    }

    private void sub(String text) {
        print(style.trunk() + "  ", style.trunk() + "  ", Mark.NONE, text);
    }

    private void leaf(Mark mark, String text) {
        print(style.trunk() + style.branch(), style.trunk() + style.trunk(), mark, text);
    }

    private void detail(String text) {
        print(style.trunk() + style.trunk(), style.trunk() + style.trunk(), Mark.NONE, text);
    }

    private void lastLeaf(Mark mark, String text) {
        print(style.trunk() + style.lastBranch(), style.trunk() + "   ", mark, text);
    }

    private void print(String first, String others, Mark mark, String text) {
        int marked = mark == Mark.NONE ? 0 : 2;
        List<String> wrapped = Paragraph.lines(text, Paragraph.COLUMNS - first.length() - marked);
        for (int i = 0; i < wrapped.size(); i++) {
            String lead = i == 0 && marked > 0 ? style.marked(mark) + " " : " ".repeat(marked);
            lines.accept((i == 0 ? first : others) + lead + wrapped.get(i));
        }
    }
}
