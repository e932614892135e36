package dev.postern.smtpclient;

import dev.postern.certificate.HeldCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Presents the one certificate that was agreed to whoever asks for one. The CAs that the server names are not looked at:
 * they are a hint (RFC 8446 §4.2.4), and a server that knows us by fingerprint names whatever it has.
 */
final class PresentedCertificate extends X509ExtendedKeyManager {
    private static final Principal[] ANY = {};

    private final X509ExtendedKeyManager manager;

    private PresentedCertificate(X509ExtendedKeyManager manager) {
        this.manager = manager;
    }

    static KeyManager[] of(HeldCertificate held) {
        return Stream.of(held.keyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(manager -> new PresentedCertificate((X509ExtendedKeyManager) manager))
                .toArray(KeyManager[]::new);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return manager.chooseClientAlias(keyTypes, ANY, socket);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return manager.chooseEngineClientAlias(keyTypes, ANY, engine);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return manager.getClientAliases(keyType, ANY);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return manager.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return manager.getPrivateKey(alias);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        throw new UnsupportedOperationException("this side of the connection is the client");
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }
}
