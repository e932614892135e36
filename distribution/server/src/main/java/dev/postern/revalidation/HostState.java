package dev.postern.revalidation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.postern.tls.TlsVersion;
import java.util.Optional;

/** What a probe found at one address of a server. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "state")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HostState.Unreached.class, name = "unreached"),
    @JsonSubTypes.Type(value = HostState.WithoutTls.class, name = "without-tls"),
    @JsonSubTypes.Type(value = HostState.Encrypted.class, name = "encrypted")
})
public sealed interface HostState {

    /** It did not answer, or not to the end: nothing is known of it. */
    record Unreached() implements HostState {}

    /**
     * It answered, and no TLS session came about.
     *
     * @param failure the result type of RFC 8460 §4.3
     */
    record WithoutTls(String failure) implements HostState {}

    /**
     * A TLS session came about, whether or not it satisfied the rule.
     *
     * @param certificate empty if the server presented none
     */
    record Encrypted(TlsVersion version, String cipherSuite, Optional<CertificateRecord> certificate)
            implements HostState {}
}
