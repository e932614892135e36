package dev.postern.inboundtest;

import dev.postern.inboundtest.TestEvent.Kind;
import dev.postern.text.Printable;
import dev.postern.tls.TlsSession;
import dev.postern.tracking.InboundEvent;
import dev.postern.tracking.OutboundEvent;
import dev.postern.tracking.TrackingEvent;
import dev.postern.tracking.TrackingListener;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.inject.Inject;

/**
 * Adds to the log of a test what happens to mail of its partner while it waits, which explains why no message comes, and what becomes
 * of its report. Safe for any thread.
 */
public final class TestTracking implements TrackingListener {
    private static final String TO = "-to-";

    private final InboundTests tests;

    @Inject
    public TestTracking(InboundTests tests) {
        this.tests = tests;
    }

    @Override
    public void on(TrackingEvent event) {
        if (event instanceof InboundEvent.Unsatisfied inbound) {
            inbound.rule().partner().ifPresent(partner -> attempt(partner, inbound));
        } else if (event instanceof OutboundEvent outbound) {
            report(outbound);
        }
    }

    private void attempt(String partner, InboundEvent.Unsatisfied event) {
        boolean rejected = event instanceof InboundEvent.Rejected || event instanceof InboundEvent.Tempfailed;
        boolean atMail = event.mail().recipients().isEmpty();
        if (!rejected && !atMail) {
            return; // a message that is accepted was told of at MAIL, or is judged for itself
        }
        Map<String, String> facts = new LinkedHashMap<>();
        event.mail().client().ifPresent(client -> facts.putAll(Observation.facts(client, event.session())));
        facts.put("Sender", Printable.of(event.mail().sender().asString("")));
        event.why().tls().ifPresent(failure -> facts.put("Result type", failure.token()));
        facts.put("Reason", event.why().text());
        reply(event, facts);
        tests.recordWaiting(
                partner,
                rejected ? Kind.MAIL_REJECTED : Kind.MAIL_WOULD_BE_REJECTED,
                (rejected ? "Mail from this partner was rejected: " : "Mail from this partner would be rejected: ")
                        + event.why().text(),
                facts);
    }

    private static void reply(InboundEvent.Unsatisfied event, Map<String, String> facts) {
        if (event instanceof InboundEvent.Rejected rejected) {
            facts.put("Reply", rejected.reply());
        } else if (event instanceof InboundEvent.Tempfailed tempfailed) {
            facts.put("Reply", tempfailed.reply());
        }
    }

    private void report(OutboundEvent event) {
        String message = event.mail().message();
        int end = message.lastIndexOf(TO);
        if (end < 0) {
            return;
        }
        String name = message.substring(0, end);
        if (event instanceof OutboundEvent.Queued) {
            tests.recordReport(name, Kind.REPORT_QUEUED, "The report is queued for delivery to the partner.", Map.of());
        } else if (event instanceof OutboundEvent.Delivered delivered) {
            tests.recordReport(
                    name,
                    Kind.REPORT_DELIVERED,
                    "The report was delivered to " + delivered.acceptance().by() + ".",
                    Map.of("TLS version", version(delivered.session())));
        } else if (event instanceof OutboundEvent.Deferred deferred) {
            tests.recordReport(
                    name,
                    Kind.REPORT_DEFERRED,
                    "The report is deferred and will be retried: "
                            + deferred.why().text(),
                    Map.of());
        } else if (event instanceof OutboundEvent.Bounced bounced) {
            tests.recordReport(
                    name,
                    Kind.REPORT_BOUNCED,
                    "The report could not be delivered: " + bounced.why().text(),
                    Map.of());
        }
    }

    private static String version(TlsSession session) {
        return session instanceof TlsSession.Encrypted tls ? tls.version().word() : "none: clear text";
    }
}
