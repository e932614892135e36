package dev.postern.broker;

import dev.postern.tls.TrustAnchors;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Finds out for each broker why it cannot be reached; the broker's client reports only that none could be. */
final class BrokerDiagnosis {
    private final BrokerGroup brokers;

    BrokerDiagnosis(BrokerGroup brokers) {
        this.brokers = brokers;
    }

    /** A broker and what a connection to it met with. */
    private record Finding(BrokerAddress broker, String words, boolean passes) {}

    /**
     * What was found, in words for the administrator.
     *
     * @param words one clause for each broker
     * @param passes whether waiting may help: a broker that is down may come up, a certificate does not change by itself
     */
    record Outcome(String words, boolean passes) {}

    Outcome look() {
        var findings = brokers.addresses().stream().map(this::look).toList();
        return new Outcome(
                findings.stream()
                        .map(finding -> finding.broker() + ": " + finding.words())
                        .collect(Collectors.joining("; ")),
                findings.stream().allMatch(Finding::passes));
    }

    private Finding look(BrokerAddress broker) {
        int patience = Math.toIntExact(BrokerConnectors.CONNECT.toMillis());
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(broker.host(), broker.port()), patience);
            socket.setSoTimeout(patience);
            if (brokers.tls().isPresent()) {
                handshake(socket, broker, brokers.tls().get());
            }
            return new Finding(broker, "accepts connections, but does not answer as a broker", true);
        } catch (UnknownHostException e) {
            return new Finding(broker, "unknown host", true);
        } catch (ConnectException e) {
            return new Finding(broker, "does not accept connections (down, or a backup)", true);
        } catch (SocketTimeoutException e) {
            return new Finding(broker, "no answer within " + BrokerConnectors.CONNECT.toSeconds() + " s", true);
        } catch (SSLException e) {
            return new Finding(broker, "TLS handshake failed: " + e.getMessage(), false);
        } catch (IOException | GeneralSecurityException e) {
            return new Finding(broker, String.valueOf(e.getMessage()), true);
        }
    }

    private static void handshake(Socket socket, BrokerAddress broker, TrustAnchors anchors)
            throws IOException, GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(BrokerConnectors.keyStore(anchors));
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var secured = (SSLSocket) context.getSocketFactory().createSocket(socket, broker.host(), broker.port(), false);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // a SAN must have the host's name or address
        secured.setSSLParameters(parameters);
        secured.startHandshake();
    }
}
