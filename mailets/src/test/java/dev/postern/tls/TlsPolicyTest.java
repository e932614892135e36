package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a policy says of itself. */
class TlsPolicyTest {
    private static final List<CertificateMatch> NAMES =
            List.of(CertificateMatch.parse("mx.contoso.test").orElseThrow());

    static Stream<TlsPolicy> policies() {
        return Stream.of(
                new TlsPolicy.May(),
                new TlsPolicy.Encrypt(TlsVersion.TLS_1_2),
                new TlsPolicy.Fingerprint(TlsVersion.TLS_1_2, Set.of(new CertificateFingerprint("0".repeat(64)))),
                new TlsPolicy.Secure(TlsVersion.TLS_1_2, NAMES, TrustAnchors.ofJvm(), ClientPurpose.CLIENT));
    }

    /** There is no level that no policy has: such a word in a configuration or on a message is not understood, and rejected. */
    @ParameterizedTest
    @EnumSource
    void eachLevelHasItsPolicy(TlsSecurityLevel level) {
        assertThat(policies().map(TlsPolicy::level)).containsOnlyOnce(level);
        assertThat(TlsSecurityLevel.of("dane")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void onlyMayAllowsClearTextAndEveryVersion(TlsPolicy policy) {
        boolean may = policy.level() == TlsSecurityLevel.MAY;
        assertThat(policy.requiresTls()).isNotEqualTo(may);
        assertThat(policy.oldestVersion()).isEqualTo(may ? Optional.empty() : Optional.of(TlsVersion.TLS_1_2));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whatAsksForAnIdentityProvesThePeer(TlsPolicy policy) {
        assertThat(policy.provesPeer())
                .isEqualTo(Set.of(TlsSecurityLevel.FINGERPRINT, TlsSecurityLevel.SECURE)
                        .contains(policy.level()));
        assertThat(policy.names().isEmpty()).isEqualTo(policy.level() != TlsSecurityLevel.SECURE);
        assertThat(policy.anchors().isEmpty()).isEqualTo(policy.level() != TlsSecurityLevel.SECURE);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aNewerVersionChangesNothingElseAndAnOlderOneNothing(TlsPolicy policy) {
        TlsPolicy raised = policy.atLeast(TlsVersion.TLS_1_3);

        assertThat(raised.level()).isEqualTo(policy.level());
        assertThat(raised.oldestVersion()).isEqualTo(policy.oldestVersion().map(any -> TlsVersion.TLS_1_3));
        assertThat(raised.atLeast(TlsVersion.TLS_1_2)).isEqualTo(raised);
        assertThat(raised.names()).isEqualTo(policy.names());
        assertThat(raised.anchors()).isEqualTo(policy.anchors());
        if (raised instanceof TlsPolicy.Secure secure) {
            assertThat(secure.purpose()).isEqualTo(ClientPurpose.CLIENT);
        }
    }

    @Test
    void otherNamesLeaveTheVersionTheAnchorsAndThePurposeAsTheyAre() {
        var policy = new TlsPolicy.Secure(TlsVersion.TLS_1_3, NAMES, TrustAnchors.ofJvm(), ClientPurpose.CLIENT);
        List<CertificateMatch> others =
                List.of(CertificateMatch.parse("mail.contoso.test").orElseThrow());

        assertThat(policy.withNames(others))
                .isEqualTo(
                        new TlsPolicy.Secure(TlsVersion.TLS_1_3, others, TrustAnchors.ofJvm(), ClientPurpose.CLIENT));
    }

    @Test
    void namesAreChangedOnlyWhereTheyAreAsked() {
        List<CertificateMatch> others =
                List.of(CertificateMatch.parse("mail.contoso.test").orElseThrow());
        policies().forEach(policy -> {
            TlsPolicy renamed = policy.withNames(others);
            assertThat(renamed.names()).isEqualTo(policy.names().isEmpty() ? List.of() : others);
            assertThat(renamed.withNames(policy.names().isEmpty() ? others : policy.names()))
                    .isEqualTo(policy);
        });
    }
}
