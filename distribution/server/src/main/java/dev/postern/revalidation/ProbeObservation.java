package dev.postern.revalidation;

import dev.postern.address.AddressText;
import dev.postern.probe.Explanation;
import dev.postern.probe.HostResult;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeResult;
import dev.postern.smtpclient.Cause;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Listens to a probe of one domain for what is remembered of it. For one probe and thread. */
final class ProbeObservation implements Consumer<ProbeEvent> {
    private static final int MOST_EXCHANGERS = 20;
    private static final int MOST_HOSTS = 40;

    private final Set<String> exchangers = new TreeSet<>();
    private final List<HostRecord> hosts = new ArrayList<>();
    private Optional<ProbeEvent.Handshaken> shaken = Optional.empty();

    @Override
    public void accept(ProbeEvent event) {
        if (event instanceof ProbeEvent.MailExchangersFound found) {
            found.answer()
                    .orEmpty()
                    .forEach(exchanger ->
                            exchangers.add(RecordText.of(exchanger.name()).toLowerCase(Locale.ROOT)));
        } else if (event instanceof ProbeEvent.HostBegun) {
            shaken = Optional.empty();
        } else if (event instanceof ProbeEvent.Handshaken done) {
            shaken = Optional.of(done);
        } else if (event instanceof ProbeEvent.HostEnded ended && hosts.size() < MOST_HOSTS) {
            hosts.add(host(ended.result()));
        }
    }

    /** Returns the record of the probe that has ended so. */
    DomainRecord record(ProbeResult result) {
        return new DomainRecord(
                result.request().domain().ascii(),
                result.status(),
                result.cause().map(Cause::words).map(RecordText::of),
                result.cause().flatMap(Cause::tls).map(TlsFailure::token),
                result.explanation().stream()
                        .flatMap(explanation -> explanation.advice().stream())
                        .map(ProbeObservation::words)
                        .toList(),
                exchangers.stream().limit(MOST_EXCHANGERS).toList(),
                hosts);
    }

    private static String words(Explanation.Advice advice) {
        String who = advice.who().words();
        return who.substring(0, 1).toUpperCase(Locale.ROOT) + who.substring(1) + ": " + RecordText.of(advice.what());
    }

    private HostRecord host(HostResult result) {
        return new HostRecord(
                RecordText.of(result.host().name()).toLowerCase(Locale.ROOT),
                AddressText.of(result.host().address()),
                result.host().port(),
                state(result));
    }

    private HostState state(HostResult result) {
        if (shaken.isPresent() && shaken.get().session() instanceof TlsSession.Encrypted session) {
            return new HostState.Encrypted(
                    session.version(),
                    RecordText.of(session.cipherSuite()),
                    shaken.get().chain().stream().findFirst().map(CertificateRecord::of));
        }
        if (result.cause().isEmpty()) {
            return new HostState.WithoutTls(TlsFailure.STARTTLS_NOT_SUPPORTED.token());
        }
        return result.cause()
                .flatMap(Cause::tls)
                .<HostState>map(failure -> new HostState.WithoutTls(failure.token()))
                .orElseGet(HostState.Unreached::new);
    }
}
