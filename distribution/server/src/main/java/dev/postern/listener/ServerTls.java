package dev.postern.listener;

import dev.postern.certificate.CertificateFiles;
import dev.postern.certificate.HeldCertificate;
import dev.postern.certificate.SelfSignedCertificate;
import dev.postern.certificate.UnusableCertificateException;
import dev.postern.inbound.FailedHandshakes;
import dev.postern.thread.RecurringTask;
import dev.postern.tls.CipherSuites;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of TLS: our certificate, and what is negotiated with every client. Safe for any thread.
 *
 * <p>TLS 1.3 and 1.2 only, with suites that give forward secrecy and authenticated encryption ({@link CipherSuites}); the
 * server's order counts. A client is asked for a certificate and may have none ({@link DeferredClientTrust}).
 *
 * <p>{@link #refresh} re-reads the certificate's files; each new connection uses the last good pair.
 */
public final class ServerTls {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServerTls.class);

    static {
        // JSSE reads this once, when the first server handshake of the JVM begins. In TLS 1.2 a client could otherwise
        // renegotiate at will: costly for us, and the session that a rule was checked on would change under it.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // There is one certificate, whatever name the client asks for (RFC 6066 §3 lets a server ignore it). JSSE would
        // end the
        // handshake at names that are no host names, such as mail_gateway, which OpenSSL passes over.
        System.setProperty("jdk.tls.server.disableExtensions", "server_name");
    }

    private static final String NOT_READ = "";

    private record Current(HeldCertificate certificate, SSLContext context) {}

    private final CertificateFiles files;
    private final TlsVersion minVersion;
    private final CipherSuites suites;
    private final Clock clock;
    private final FailedHandshakes failures;
    private volatile Current current;
    private Optional<String> suspect = Optional.empty();
    private boolean reported;
    /** What the files were like when they were read last and found good: the same need not be read every second. */
    private String good = NOT_READ;

    /**
     * With {@link CipherSuites#MODERN}.
     *
     * @throws UnusableCertificateException if the files cannot be used
     */
    public ServerTls(CertificateFiles files, TlsVersion minVersion, Clock clock) throws UnusableCertificateException {
        this(files, minVersion, CipherSuites.MODERN, clock);
    }

    /**
     * Reads the certificate, and logs it and what is to be said of it.
     *
     * @param minVersion TLSv1.2 or TLSv1.3; anything older is taken for TLSv1.2
     * @throws UnusableCertificateException if the files cannot be used
     */
    public ServerTls(CertificateFiles files, TlsVersion minVersion, CipherSuites suites, Clock clock)
            throws UnusableCertificateException {
        this.suites = suites;
        this.failures = new FailedHandshakes(clock);
        this.files = files;
        this.minVersion = minVersion;
        this.clock = clock;
        this.current = current(files.read());
        LOGGER.info("Using the {}", certificate().describe());
        warn();
    }

    /**
     * As the constructor, but when neither file exists a self-signed pair of that name is made first.
     *
     * @throws UnusableCertificateException if the files cannot be used, or not be made
     */
    public static ServerTls ofFilesOrSelfSigned(
            CertificateFiles files, DnsName hostname, TlsVersion minVersion, CipherSuites suites, Clock clock)
            throws UnusableCertificateException {
        if (files.areAbsent()) {
            try {
                SelfSignedCertificate.write(SelfSignedCertificate.make(hostname, clock.instant()), files);
            } catch (IOException e) {
                throw new UnusableCertificateException(
                        "a self-signed certificate cannot be written to " + files.certificate() + " and "
                                + files.privateKey() + ": " + e,
                        e);
            }
        }
        return new ServerTls(files, minVersion, suites, clock);
    }

    /** Looks for a renewed certificate every second, until the scheduler is shut down. */
    public void watch(ScheduledExecutorService scheduler) {
        var unused = scheduler.scheduleWithFixedDelay(
                new RecurringTask("Watching the gateway's certificate", this::refresh), 1, 1, TimeUnit.SECONDS);
    }

    /** Returns the certificate that new connections get. */
    public HeldCertificate certificate() {
        return current.certificate();
    }

    /** Returns the handshakes with it that failed lately. */
    public FailedHandshakes failures() {
        return failures;
    }

    /** Creates a server's engine for one new connection. */
    public SSLEngine newEngine() {
        SSLEngine engine = current.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(Stream.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2)
                .filter(version -> version.isAtLeast(minVersion))
                .map(TlsVersion::word)
                .toArray(String[]::new));
        suites.restrict(parameters);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setWantClientAuth(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * Uses the files' new content, if there is any and it is good; else keeps the last good pair. Whoever renews a
     * certificate replaces two files, one after the other: what cannot be used is an error only when a second look finds
     * the same. Never throws.
     */
    public synchronized void refresh() {
        String state = files.state();
        if (state.equals(good)) {
            return;
        }
        boolean renewed;
        try {
            HeldCertificate found = files.read();
            renewed = !found.equals(certificate());
            if (renewed) {
                current = current(found);
            }
        } catch (UnusableCertificateException | RuntimeException e) {
            refuse(e); // whatever is the matter: the last good pair stays, and the watch goes on
            return;
        }
        if (renewed) {
            LOGGER.info(
                    "Reloaded the certificate: new connections use the {}",
                    certificate().describe());
            warn();
        } else if (reported) {
            LOGGER.info(
                    "The certificate files are valid again: {}", certificate().describe());
        }
        suspect = Optional.empty();
        reported = false;
        good = state.equals(files.state()) ? state : NOT_READ; // it may have been replaced while it was read
    }

    private void refuse(Exception problem) {
        good = NOT_READ;
        var reason = Optional.of(String.valueOf(problem.getMessage()));
        if (!reason.equals(suspect)) {
            suspect = reason;
            reported = false;
        } else if (!reported) {
            LOGGER.error(
                    "Rejected the changed certificate: {}. New connections still use the {}",
                    reason.get(),
                    certificate().describe());
            reported = true;
        }
    }

    private void warn() {
        certificate()
                .warning(clock.instant())
                .ifPresent(warning -> LOGGER.warn("{}: {}", files.certificate(), warning));
    }

    private static Current current(HeldCertificate certificate) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(certificate.keyManagers(), new TrustManager[] {new DeferredClientTrust()}, new SecureRandom());
            return new Current(certificate, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }
}
