package dev.postern.demo;

import dev.postern.certificate.HeldCertificate;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What stands around the demo's gateway: our own mail server, three partners, a server of nobody's, and a name server.
 *
 * @param port where the gateway listens
 * @param client TLS of a client that knows the demo's CA
 */
record DemoSite(
        int port,
        SSLContext client,
        DemoServer inner,
        DemoServer good,
        DemoServer clear,
        DemoServer wrong,
        DemoServer nobody,
        DemoDns dns)
        implements Closeable {
    static final String GATEWAY = "gw.home.test";
    /** Whose certificate the server with the wrong one has. */
    static final String SOMEBODY_ELSE = "mx.elsewhere.test";

    /** Starts the servers. */
    static DemoSite open(DemoCertificates certificates, int gatewayPort) throws IOException, GeneralSecurityException {
        var inner = server("mail.home.test", certificates.issue("mail.home.test"));
        var good = server("mx.good.test", certificates.issue("mx.good.test"));
        var clear = DemoServer.start("mx.clear.test", Optional.empty());
        var wrong = server("mx.wrong.test", certificates.issue(SOMEBODY_ELSE));
        var nobody = DemoServer.start("mx.nobody.test", Optional.empty());
        var dns = DemoDns.start(List.of(inner.name(), good.name(), clear.name(), wrong.name(), nobody.name()));
        return new DemoSite(gatewayPort, certificates.client(), inner, good, clear, wrong, nobody, dns);
    }

    private static DemoServer server(String name, HeldCertificate certificate)
            throws IOException, GeneralSecurityException {
        return DemoServer.start(name, Optional.of(DemoCertificates.server(certificate)));
    }

    /** A port on loopback that nobody uses now. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    List<DemoServer> servers() {
        return List.of(inner, good, clear, wrong, nobody);
    }

    @Override
    public void close() throws IOException {
        for (var server : servers()) {
            server.close();
        }
        dns.close();
    }
}
