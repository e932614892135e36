package dev.postern.delivery;

import com.google.common.net.InetAddresses;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsPolicyEvaluator;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVerdict;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Starts TLS on one connection to one host and has the evaluator judge what was negotiated, at once: a socket that does
 * not satisfy the policy is closed and never handed out, so that nothing can be said over it. One instance serves one
 * attempt at one host, on one thread.
 */
final class PolicySocketFactory extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final TlsPolicy policy;
    private final TlsPolicyEvaluator evaluator;
    private final String host;
    private final int timeoutMillis;
    private TlsSession session = new TlsSession.Clear();
    private Optional<TlsVerdict> verdict = Optional.empty();
    private Optional<String> handshakeFailure = Optional.empty();

    PolicySocketFactory(TlsPolicy policy, TlsPolicyEvaluator evaluator, String host, int timeoutMillis) {
        this.policy = policy;
        this.evaluator = evaluator;
        this.host = host;
        this.timeoutMillis = timeoutMillis;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new JudgedAfterHandshake()}, null);
            this.factory = context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has TLS", e);
        }
    }

    /** What was negotiated; clear until a handshake has finished. */
    TlsSession session() {
        return session;
    }

    /** What the evaluator said of it; empty until a handshake has finished. */
    Optional<TlsVerdict> verdict() {
        return verdict;
    }

    /** Why the handshake failed, if it did. */
    Optional<String> handshakeFailure() {
        return handshakeFailure;
    }

    @Override
    public Socket createSocket(Socket plain, String ignoredAddress, int port, boolean autoClose) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, autoClose);
        try {
            handshake(socket);
        } catch (IOException e) {
            handshakeFailure = Optional.of(String.valueOf(e.getMessage()));
            socket.close();
            throw e;
        }
        session = TlsSession.of(Optional.of(socket.getSession()));
        TlsVerdict now = evaluator.evaluate(policy, session);
        verdict = Optional.of(now);
        if (now instanceof TlsVerdict.Violated violated) {
            socket.close();
            throw new SSLException(violated.reason());
        }
        return socket;
    }

    private void handshake(SSLSocket socket) throws IOException {
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(protocols());
        if (!InetAddresses.isInetAddress(host)) { // RFC 6066 §3: literal addresses are not permitted in SNI
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(timeoutMillis);
        socket.startHandshake();
    }

    private String[] protocols() {
        TlsVersion least = TlsVersion.TLS_1_2;
        if (policy instanceof TlsPolicy.Encrypt encrypt) {
            least = encrypt.minVersion();
        } else if (policy instanceof TlsPolicy.Fingerprint fingerprint) {
            least = fingerprint.minVersion();
        } else if (policy instanceof TlsPolicy.Secure secure) {
            least = secure.minVersion();
        }
        var protocols = new ArrayList<String>();
        protocols.add(TlsVersion.TLS_1_3.word());
        if (!least.isAtLeast(TlsVersion.TLS_1_3)) {
            protocols.add(TlsVersion.TLS_1_2.word());
        }
        return protocols.toArray(String[]::new);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String name, int port) {
        throw implicitTls();
    }

    @Override
    public Socket createSocket(String name, int port, InetAddress local, int localPort) {
        throw implicitTls();
    }

    @Override
    public Socket createSocket(InetAddress address, int port) {
        throw implicitTls();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
        throw implicitTls();
    }

    private static IllegalStateException implicitTls() {
        return new IllegalStateException("mail leaves over STARTTLS only");
    }
}
