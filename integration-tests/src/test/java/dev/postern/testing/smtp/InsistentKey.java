package dev.postern.testing.smtp;

import dev.postern.tls.IssuedCertificate;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Presents its certificate whatever is asked of it: JSSE's own managers keep back a client certificate whose issuer the
 * server did not name.
 */
final class InsistentKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";
    private final IssuedCertificate own;

    InsistentKey(IssuedCertificate own) {
        this.own = own;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    @SuppressWarnings("NullAway") // null is how JSSE is told that there is none for that kind of key
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        String algorithm = own.key().getAlgorithm(); // RSA or EC; JSSE asks for EC, RSA, EC_EC, ...
        return keyType.startsWith(algorithm) || keyType.endsWith(algorithm) ? ALIAS : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return own.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return own.key();
    }
}
