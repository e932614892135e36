package dev.postern.probereport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.address.AddressText;
import dev.postern.dns.DnsAnswer;
import dev.postern.partner.Partner;
import dev.postern.probe.CertificateSummary;
import dev.postern.probe.Explanation;
import dev.postern.probe.HostResult;
import dev.postern.probe.PartnerLines;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.ProbeResult;
import dev.postern.probe.Proposal;
import dev.postern.route.FoundHosts;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.text.Printable;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Writes events and results as JSON. Every text of the other side is printable: somebody may look at it in a terminal. */
public final class ProbeJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final AnchorFile anchorFile;

    public ProbeJson(AnchorFile anchorFile) {
        this.anchorFile = anchorFile;
    }

    /**
     * Returns the whole document.
     *
     * @param status of all probes together
     * @param events of each probe, in their order
     */
    public ObjectNode document(String target, String status, List<List<ProbeEvent>> events) {
        ObjectNode document =
                NODES.objectNode().put("target", Printable.of(target)).put("status", status);
        ArrayNode probes = document.putArray("probes");
        events.forEach(one -> {
            ArrayNode all = probes.addObject().putArray("events");
            one.forEach(event -> all.add(event(event)));
        });
        return document;
    }

    /** Returns one event; its member {@code event} says which. */
    public ObjectNode event(ProbeEvent event) {
        if (event instanceof ProbeEvent.RuleFound found) {
            return rule(found.request());
        }
        if (event instanceof ProbeEvent.MailExchangersFound found) {
            ObjectNode node = answer("mail-exchangers", found.domain(), found.answer());
            ArrayNode records = node.putArray("exchangers");
            found.answer()
                    .orEmpty()
                    .forEach(mx -> records.addObject()
                            .put("preference", mx.preference())
                            .put("name", Printable.of(mx.name())));
            return node;
        }
        if (event instanceof ProbeEvent.AddressesFound found) {
            ObjectNode node = answer("addresses", found.name(), found.answer());
            ArrayNode addresses = node.putArray("addresses");
            found.answer().orEmpty().forEach(address -> addresses.add(AddressText.of(address)));
            return node;
        }
        if (event instanceof ProbeEvent.HostsFound found) {
            return hosts(found.hosts());
        }
        if (event instanceof ProbeEvent.HostBegun begun) {
            return host("host", begun.host()).put("number", begun.number()).put("of", begun.hosts());
        }
        if (event instanceof ProbeEvent.OpeningAgain again) {
            return host("opening-again", again.host()).put("tls", again.usesTls());
        }
        if (event instanceof ProbeEvent.Connected connected) {
            return host("connected", connected.host());
        }
        if (event instanceof ProbeEvent.Greeted greeted) {
            return reply("greeting", greeted.reply());
        }
        if (event instanceof ProbeEvent.Introduced introduced) {
            return reply("introduced", introduced.reply())
                    .put("command", introduced.command())
                    .put("tls", introduced.inTls());
        }
        if (event instanceof ProbeEvent.StartTlsAnswered answered) {
            return reply("starttls", answered.reply());
        }
        if (event instanceof ProbeEvent.Handshaken shaken) {
            return handshake(shaken);
        }
        if (event instanceof ProbeEvent.Judged judged) {
            ObjectNode node = NODES.objectNode().put("event", "verdict");
            node.set("agreed", verdict(judged.verdict()));
            ArrayNode others = node.putArray("otherLevels");
            judged.otherLevels().forEach(other -> others.add(verdict(other)));
            return node;
        }
        if (event instanceof ProbeEvent.CommandAnswered answered) {
            return reply("command", answered.reply()).put("command", Printable.of(answered.command()));
        }
        if (event instanceof ProbeEvent.HostEnded ended) {
            HostResult result = ended.result();
            ObjectNode node = host("host-end", result.host())
                    .put("status", result.status().word());
            addCause(node, result.cause(), result.explanation());
            return node;
        }
        return end(((ProbeEvent.Ended) event).result());
    }

    private static ObjectNode rule(ProbeRequest request) {
        var policy = request.route().policy();
        ObjectNode node = NODES.objectNode()
                .put("event", "rule")
                .put("domain", request.domain().ascii())
                .put("source", request.source().place())
                .put("level", policy.tls().level().word());
        request.route().partner().map(Partner::name).ifPresent(name -> node.put("partner", name));
        request.route()
                .partner()
                .ifPresent(partner -> node.put("mode", partner.mode().word()));
        policy.tls().oldestVersion().ifPresent(version -> node.put("minVersion", version.word()));
        addTexts(node, "match", policy.tls().names());
        addTexts(node, "nextHops", policy.nextHops());
        return node;
    }

    private static ObjectNode answer(String event, String name, DnsAnswer<?> answer) {
        ObjectNode node = NODES.objectNode().put("event", event).put("name", Printable.of(name));
        if (answer instanceof DnsAnswer.Silent<?> silent) {
            node.put("silent", Printable.of(silent.reason()));
        }
        return node;
    }

    private static ObjectNode hosts(FoundHosts found) {
        ObjectNode node = NODES.objectNode().put("event", "hosts");
        ArrayNode all = node.putArray("hosts");
        if (found instanceof FoundHosts.Hosts some) {
            some.hosts().forEach(host -> all.add(host.toString()));
        }
        return node;
    }

    private static ObjectNode host(String event, Host host) {
        return NODES.objectNode()
                .put("event", event)
                .put("name", Printable.of(host.name()))
                .put("address", AddressText.of(host.address()))
                .put("port", host.port());
    }

    private static ObjectNode reply(String event, SmtpReply reply) {
        ObjectNode node = NODES.objectNode().put("event", event).put("code", reply.code());
        addTexts(node, "lines", reply.lines());
        return node;
    }

    private static ObjectNode handshake(ProbeEvent.Handshaken shaken) {
        ObjectNode node = NODES.objectNode().put("event", "handshake");
        if (shaken.session() instanceof TlsSession.Encrypted tls) {
            node.put("version", tls.version().word()).put("cipherSuite", tls.cipherSuite());
            shaken.group().ifPresent(group -> node.put("group", group));
        }
        ArrayNode chain = node.putArray("chain");
        shaken.chain().forEach(certificate -> chain.add(certificate(certificate)));
        return node;
    }

    private static ObjectNode certificate(CertificateSummary certificate) {
        ObjectNode node = NODES.objectNode()
                .put("subject", certificate.subject())
                .put("issuer", certificate.issuer())
                .put("key", certificate.key())
                .put("notBefore", certificate.notBefore().toString())
                .put("notAfter", certificate.notAfter().toString())
                .put("daysLeft", certificate.daysLeft())
                .put("fingerprint", certificate.fingerprint().toString())
                .put("keyFingerprint", certificate.keyFingerprint().toString());
        addTexts(node, "names", certificate.names());
        return node;
    }

    private static ObjectNode verdict(TlsVerdict verdict) {
        ObjectNode node =
                NODES.objectNode().put("level", verdict.level().word()).put("satisfied", verdict.isSatisfied());
        if (verdict instanceof TlsVerdict.Violated violated) {
            node.put("failure", violated.failure().token()).put("reason", Printable.of(violated.reason()));
        } else {
            ((TlsVerdict.Satisfied) verdict).matched().ifPresent(matched -> node.put("matched", matched));
        }
        return node;
    }

    private ObjectNode end(ProbeResult result) {
        ObjectNode node = NODES.objectNode()
                .put("event", "end")
                .put("domain", result.request().domain().ascii())
                .put("status", result.status().word());
        addCause(node, result.cause(), result.explanation());
        ArrayNode proposals = node.putArray("proposals");
        result.proposals().forEach(proposal -> proposals.add(proposal(result.request(), proposal)));
        return node;
    }

    private ObjectNode proposal(ProbeRequest request, Proposal proposal) {
        ObjectNode node = NODES.objectNode()
                .put("level", proposal.policy().level().word())
                .put("proves", proposal.proves())
                .put("compareFingerprints", proposal.compare())
                .put("holdsAt", proposal.holdsAt())
                .put("servers", proposal.servers())
                .put("yaml", String.join("\n", PartnerLines.of(request, proposal, anchorFile.of(request))) + "\n");
        proposal.loses().ifPresent(loses -> node.put("loses", loses));
        return node;
    }

    private static void addCause(ObjectNode node, Optional<Cause> cause, Optional<Explanation> explanation) {
        cause.ifPresent(why -> {
            node.put("kind", why.trouble().name());
            why.tls().ifPresent(failure -> node.put("failure", failure.token()));
            node.put("reason", Printable.of(why.reason()));
        });
        explanation.ifPresent(words -> {
            node.put("meaning", words.meaning());
            ArrayNode advice = node.putArray("advice");
            words.advice()
                    .forEach(one ->
                            advice.addObject().put("who", one.who().word()).put("what", one.what()));
        });
    }

    private static void addTexts(ObjectNode node, String name, Collection<?> texts) {
        ArrayNode array = node.putArray(name);
        texts.forEach(text -> array.add(Printable.of(text.toString())));
    }
}
