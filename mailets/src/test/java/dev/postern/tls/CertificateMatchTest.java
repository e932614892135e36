package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateMatchTest {

    @ParameterizedTest
    @CsvSource({
        "mx.contoso.test, mx.contoso.test",
        "mx.contoso.test, MX.Contoso.TEST",
        "mx.contoso.test, mx.contoso.test.",
        "mx.contoso.test, *.contoso.test",
        "münchen.test, xn--mnchen-3ya.test",
        "*.contoso.test, mx.contoso.test",
        "*.contoso.test, a.b.contoso.test",
        "*.contoso.test, *.contoso.test",
        "*.contoso.test, *.b.contoso.test"
    })
    void anAgreedName(String agreed, String presented) {
        assertThat(CertificateMatch.parse(agreed).orElseThrow().matches(presented))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "mx.contoso.test, mx.fabrikam.test",
        "mx.contoso.test, contoso.test",
        "mx.contoso.test, a.mx.contoso.test",
        "mx.contoso.test, *.mx.contoso.test",
        "a.b.contoso.test, *.contoso.test",
        "contoso.test, *.contoso.test",
        "contoso.test, *.test",
        "contoso.co.uk, *.co.uk",
        "mx.contoso.test, *",
        "mx.contoso.test, *.*.test",
        "mx.contoso.test, *.*.contoso.test",
        "mx.contoso.test, m*.contoso.test",
        "mx.contoso.test, *x.contoso.test",
        "mx.contoso.test, mx.*.test",
        "mx.contoso.test, evilmx.contoso.test",
        "mx.contoso.test, mx.contoso.test.evil.test",
        "mx.contoso.test, 'mx.contoso.test\0.evil.test'",
        "mx.contoso.test, 'mx.contoso.test\n'",
        "mx.contoso.test, mx.cont\u043eso.test",
        "münchen.test, münchen.test",
        "mx.münchen.test, *.münchen.test",
        "*.contoso.test, contoso.test",
        "*.contoso.test, *.test",
        "*.contoso.test, mx.evilcontoso.test",
        "*.contoso.test, *.fabrikam.test",
        "mx.contoso.test, ''"
    })
    void anotherName(String agreed, String presented) {
        assertThat(CertificateMatch.parse(agreed).orElseThrow().matches(presented))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*.", "*.test", "*.*.contoso.test", "m*.contoso.test", "", "192.0.2.1", "a b"})
    void whatCannotBeAgreed(String text) {
        assertThat(CertificateMatch.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.contoso.test", "*.contoso.test"})
    void isWrittenAsItIsRead(String text) {
        assertThat(CertificateMatch.parse(text)).get().hasToString(text);
    }
}
