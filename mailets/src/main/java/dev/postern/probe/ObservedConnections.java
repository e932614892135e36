package dev.postern.probe;

import dev.postern.probe.ProbeEvent.Connected;
import dev.postern.probe.ProbeEvent.Greeted;
import dev.postern.probe.ProbeEvent.Handshaken;
import dev.postern.probe.ProbeEvent.Introduced;
import dev.postern.probe.ProbeEvent.StartTlsAnswered;
import dev.postern.smtpclient.ConnectionObserver;
import dev.postern.smtpclient.Host;
import dev.postern.smtpclient.SmtpReply;
import dev.postern.tls.TlsSession;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells each step of the connections as an event. Remembers the last session that was shaken, whatever came of its connection. */
final class ObservedConnections implements ConnectionObserver {
    private final Clock clock;
    private final Consumer<ProbeEvent> listener;
    private Optional<TlsSession> last = Optional.empty();

    ObservedConnections(Clock clock, Consumer<ProbeEvent> listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** Forgets the session of the host before. */
    void begin() {
        last = Optional.empty();
    }

    /** Returns the last session since {@link #begin}. */
    Optional<TlsSession> lastSession() {
        return last;
    }

    @Override
    public void connected(Host host) {
        listener.accept(new Connected(host));
    }

    @Override
    public void greeted(SmtpReply greeting) {
        listener.accept(new Greeted(greeting));
    }

    @Override
    public void introduced(String command, SmtpReply reply, boolean inTls) {
        listener.accept(new Introduced(command, reply, inTls));
    }

    @Override
    public void startTlsAnswered(SmtpReply reply) {
        listener.accept(new StartTlsAnswered(reply));
    }

    @Override
    public void handshaken(TlsSession session, Optional<String> group) {
        last = Optional.of(session);
        List<CertificateSummary> chain = session instanceof TlsSession.Encrypted encrypted
                ? encrypted.peerChain().stream()
                        .map(certificate -> CertificateSummary.of(certificate, clock.instant()))
                        .toList()
                : List.of();
        listener.accept(new Handshaken(session, group, chain));
    }
}
