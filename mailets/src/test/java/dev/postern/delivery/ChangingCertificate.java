package dev.postern.delivery;

import dev.postern.tls.IssuedCertificate;
import dev.postern.tls.TrustingAnyone;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A server's certificate, which may be another one at the next handshake. */
final class ChangingCertificate extends X509ExtendedKeyManager {
    private volatile Optional<X509ExtendedKeyManager> now = Optional.empty();

    void become(IssuedCertificate other) {
        now = Stream.of(other.keyManagers())
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst();
    }

    /** Has sessions of its own. */
    SSLContext context() {
        return TrustingAnyone.context(this);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return now.orElseThrow().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return now.orElseThrow().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return now.orElseThrow().getServerAliases(keyType, issuers);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return now.orElseThrow().getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return now.orElseThrow().getPrivateKey(alias);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        throw new UnsupportedOperationException("it is a server's");
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[0];
    }
}
