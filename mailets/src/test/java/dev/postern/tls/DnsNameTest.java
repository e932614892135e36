package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {

    @ParameterizedTest
    @CsvSource({
        "contoso.test, contoso.test",
        "CONTOSO.Test, contoso.test",
        "contoso.test., contoso.test",
        "münchen.test, xn--mnchen-3ya.test",
        "MÜNCHEN.TEST., xn--mnchen-3ya.test",
        "XN--MNCHEN-3YA.test, xn--mnchen-3ya.test",
        "contoso。test, contoso.test",
        "ｃontoso.test, contoso.test",
        "con\u00adtoso.test, contoso.test",
        "straße.test, xn--strae-oqa.test",
        "_dmarc.contoso.test, _dmarc.contoso.test",
        "localhost, localhost"
    })
    void everySpellingHasOneCanonicalForm(String spelling, String canonical) {
        assertThat(DnsName.parse(spelling)).contains(new DnsName(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "contoso..test",
                ".contoso.test",
                "contoso.test..",
                "-a.test",
                "a-.test",
                "a b.test",
                "contoso.test\0.evil.test",
                "contoso.test\n",
                " contoso.test",
                "*.contoso.test",
                "a@b.test",
                "[192.0.2.1]",
                "192.0.2.1",
                "contoso.123",
                "::1",
                "ab\u200d.test"
            })
    void whatIsNoNameIsNone(String text) {
        assertThat(DnsName.parse(text)).isEmpty();
    }

    @Test
    void lengthsAreBounded() {
        String label = "a".repeat(63);
        assertThat(DnsName.parse(label + ".test")).isPresent();
        assertThat(DnsName.parse(label + "a.test")).isEmpty();
        assertThat(DnsName.parse(String.join(".", label, label, label, "a".repeat(61))))
                .isPresent();
        assertThat(DnsName.parse(String.join(".", label, label, label, "a".repeat(62))))
                .isEmpty();
    }

    @Test
    void anEndlessULabelIsNoNameAndNoFault() {
        assertThat(DnsName.parse("\u4e2d\u6587".repeat(2000) + ".test")).isEmpty();
        assertThat(DnsName.parse("\u4e2d\u6587.".repeat(200_000) + "test")).isEmpty();
    }

    /** Its conversion would take quadratic time, however short the name that comes of it. */
    @Test
    void aTextThatIsLongBeforeItsConversionIsNoName() {
        assertThat(DnsName.parse("con" + "\u00ad".repeat(500) + "toso.test")).contains(new DnsName("contoso.test"));
        assertThat(DnsName.parse("con" + "\u00ad".repeat(2000) + "toso.test")).isEmpty();
    }

    @Test
    void aHomographIsAnotherName() {
        assertThat(DnsName.parse("cont\u043eso.test")).isPresent().get().isNotEqualTo(new DnsName("contoso.test"));
    }

    @Test
    void belowIsBelowAtALabelAndNeverItself() {
        var contoso = new DnsName("contoso.test");

        assertThat(new DnsName("mx.contoso.test").isBelow(contoso)).isTrue();
        assertThat(new DnsName("a.b.contoso.test").isBelow(contoso)).isTrue();
        assertThat(contoso.isBelow(contoso)).isFalse();
        assertThat(new DnsName("evilcontoso.test").isBelow(contoso)).isFalse();
        assertThat(new DnsName("contoso.test.evil.test").isBelow(contoso)).isFalse();
    }
}
