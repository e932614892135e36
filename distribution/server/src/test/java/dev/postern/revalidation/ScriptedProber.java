package dev.postern.revalidation;

import com.google.common.net.InetAddresses;
import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.AttemptOutcome.Deferred;
import dev.postern.probe.CertificateSummary;
import dev.postern.probe.Explanation;
import dev.postern.probe.HostResult;
import dev.postern.probe.Party;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.ProbeResult;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import dev.postern.tls.CertificateFingerprint;
import dev.postern.tls.TlsFailure;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Stands for the probe of a partner with one server: which domains it lost STARTTLS at, and which key the others present. */
final class ScriptedProber implements Revalidation.Prober {
    final List<String> probed = new ArrayList<>();
    final Set<String> withoutTls = new TreeSet<>();
    String key = "01";
    Runnable meanwhile = () -> {};

    @Override
    public ProbeResult run(ProbeRequest request, Consumer<ProbeEvent> listener) {
        String domain = request.domain().ascii();
        probed.add(domain);
        meanwhile.run();
        var host = new Host("mx." + domain, InetAddresses.forString("192.0.2.1"), 25);
        listener.accept(new ProbeEvent.HostBegun(host, 1, 1));
        if (!withoutTls.contains(domain)) {
            var session = new TlsSession.Encrypted(TlsVersion.TLS_1_3, "TLS_AES_256_GCM_SHA384", List.of());
            listener.accept(new ProbeEvent.Handshaken(session, Optional.empty(), List.of(certificate(host.name()))));
            return ended(request, host, session, Optional.empty(), listener);
        }
        var clear = new TlsSession.Clear();
        var cause = Cause.tls(TlsFailure.STARTTLS_NOT_SUPPORTED, "no STARTTLS", host);
        return ended(request, host, clear, Optional.of(new Deferred(cause, clear)), listener);
    }

    private static ProbeResult ended(
            ProbeRequest request,
            Host host,
            TlsSession session,
            Optional<AttemptOutcome> outcome,
            Consumer<ProbeEvent> listener) {
        Optional<Explanation> explanation = outcome.map(any -> new Explanation(
                "It offers no STARTTLS.", List.of(new Explanation.Advice(Party.PARTNER, "Turn on STARTTLS."))));
        var result = new HostResult(host, session, outcome, explanation);
        listener.accept(new ProbeEvent.HostEnded(result));
        return new ProbeResult(request, List.of(result), result.cause(), explanation, List.of());
    }

    private CertificateSummary certificate(String name) {
        return new CertificateSummary(
                "CN=" + name,
                "CN=CA",
                List.of(name),
                "EC 256 bits",
                Instant.EPOCH,
                Instant.parse("2126-01-01T00:00:00Z"),
                36_000,
                new CertificateFingerprint(key.repeat(32)),
                new CertificateFingerprint(key.repeat(32)));
    }
}
