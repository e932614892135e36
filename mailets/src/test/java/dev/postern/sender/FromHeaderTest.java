package dev.postern.sender;

import static dev.postern.partner.HeaderReading.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FromHeaderTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "plain address|From: bob@contoso.test",
                "display name|From: Bob <bob@contoso.test>",
                "no space after the colon|From:bob@contoso.test",
                "space before the colon|From : bob@contoso.test",
                "field name in capitals|FROM: bob@contoso.test",
                "field name in mixed case|fRoM: bob@contoso.test",
                "domain in capitals|From: bob@CONTOSO.Test",
                "trailing dot|From: bob@contoso.test.",
                "full-width letters|From: bob@\uFF43\uFF4F\uFF4E\uFF54\uFF4F\uFF53\uFF4F.test",
                "ideographic full stop|From: bob@contoso\u3002test",
                "zero-width space in the domain|From: bob@con\u200Btoso.test",
                "quoted local part|From: \"b@evil.test\"@contoso.test",
                "comment in the domain|From: bob@contoso(evil.test).test",
                "comment with brackets in it|From: bob@(a \\) (b) c) contoso.test (evil)",
                "white space around the dot|From: bob @ contoso . test",
                "second address|From: eve@evil.test, bob@contoso.test",
                "empty elements between commas|From: , ,eve@evil.test,,bob@contoso.test,",
                "group|From: Team: eve@evil.test, Bob <bob@contoso.test>;",
                "obsolete route|From: <@evil.test,@evil.test:bob@contoso.test>",
                "partner in a route|From: <@contoso.test:eve@evil.test>",
                "unquoted address as display name|From: bob@contoso.test <eve@evil.test>",
                "unquoted address behind an encoded word|From: =?utf-8?q?x?= bob@contoso.test! <eve@evil.test>",
                "encoded word with a bare address in it|From: =?utf-8?q?bob@contoso.test?= <eve@evil.test>",
            })
    void the_partner_is_found_in_a_well_formed_from(String name, String field) {
        FromHeader from = read(field + "\r\n\r\n");
        assertThat(from.malformed()).isEmpty();
        assertThat(from.domains()).extracting(Object::toString).contains("contoso.test");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "two addresses in one|From: bob@contoso.test@evil.test",
                "two angle addresses|From: <eve@evil.test> <bob@contoso.test>",
                "text after the address|From: <eve@evil.test> bob@contoso.test",
                "no closing bracket|From: <bob@contoso.test",
                "no closing quote|From: \"Bob <bob@contoso.test>",
                "no closing comment|From: eve@evil.test (bob@contoso.test",
                "only a comment|From: (bob@contoso.test)",
                "only a quoted string|From: \"bob@contoso.test\"",
                "only an encoded word|From: =?utf-8?q?bob=40contoso.test?=",
                "only an encoded word in base64|From: =?utf-8?b?Ym9iQGNvbnRvc28udGVzdA==?=",
                "encoded word as local part|From: =?utf-8?b?Ym9iQGNvbnRvc28udGVzdA==?=@evil.test",
                "encoded words with NUL as local part|From: =?utf-8?b?Ym9iQGNvbnRvc28udGVzdA==?==?utf-8?q?=00?=@evil.test",
                "encoded word as local part with a dot|From: =?utf-8?q?bob=40contoso.test?=@evil.test",
                "empty label|From: bob@contoso..test",
                "empty labels behind|From: bob@contoso.test..",
                "empty labels and more behind|From: bob@contoso.test..evil.test",
                "empty labels before|From: bob@..contoso.test",
                "hyphens around|From: bob@-contoso-.test-",
                "a label too long before|From: bob@XXXX.contoso.test",
                "quoted domain|From: bob@\"contoso.test\"",
                "quoted domain, text behind|From: bob@\"contoso.test\" rest",
                "half a quoted domain|From: bob@\"contoso\".test",
                "an escape in the domain|From: bob@contoso\\.test",
                "domain in brackets|From: bob@[contoso.test]",
                "domain in braces|From: bob@{contoso.test}",
                "domain in angle brackets|From: bob@<contoso.test>",
                "double angle brackets|From: Bob <<bob@contoso.test>>",
                "mailto|From: Bob <mailto:bob@contoso.test>",
                "mailto in brackets|From: Bob [mailto:bob@contoso.test]",
                "comma in the name|From: Doe, Bob <bob@contoso.test>",
                "quotes and no brackets|From: \"Bob\" bob@contoso.test",
                "encoded word behind the at|From: bob@=?utf-8?q?contoso.test?=",
                "encoded word within|From: bob@con=?utf-8?q?toso?=.test <",
                "words joined|From: =?utf-8?q?bob@contoso.te?= =?utf-8?q?st?= rest <eve@evil.test",
                "words joined over a fold|From: =?utf-8?q?bob@contoso.te?=~ =?utf-8?q?st?= rest <eve@evil.test",
                "word in a word|From: =?utf-8?q?=3D=3Futf-8=3Fq=3Fbob=40contoso.test=3F=3D?=",
                "unknown character set|From: =?x-unknown?b?Ym9iQGNvbnRvc28udGVzdA==?=",
                "no character set|From: =??b?Ym9iQGNvbnRvc28udGVzdA==?=",
                "a language|From: =?utf-8*en?q?bob=40contoso.test?=",
                "no padding|From: =?utf-8?b?Ym9iQGNvbnRvc28udGVzdA?=",
                "no end of the word|From: =?utf-8?b?Ym9iQGNvbnRvc28udGVzdA==",
                "blanks in the word|From: =?utf-8?q?Bob bob=40contoso.test?=",
                "blanks in base64|From: =?utf-8?b?Ym9iQGNv bnRvc28udGVzdA==?=",
                "question mark in the word|From: =?utf-8?q?who?=40contoso.test?=",
                "codes without a word|From: bob=40contoso.test <@",
                "UTF-7|From: =?utf-7?q?bob+AEA-contoso.test?=",
                "UTF-7 in base64|From: =?utf-7?b?Ym9iK0FFQS1jb250b3NvLnRlc3Q=?=",
                "UTF-16|From: =?utf-16be?b?AGIAbwBiAEAAYwBvAG4AdABvAHMAbwAuAHQAZQBzAHQ=?=",
                "comment in the domain and more|From: bob@contoso(x).test rest",
                "comment not closed and one that is|From: bob@contoso(x).test (",
                "comments in comments|From: bob@(a(b)c)contoso.test (",
                "comment with a bracket in it|From: bob@(a \\) b)contoso.test (",
                "comment in quotes|From: \"(\" bob@contoso(x).test \")",
                "blanks around the dots|From: x bob @ contoso . test rest",
                "one dot leader|From: bob@contoso\u2024test,",
                "fullwidth letters|From: bob@\uFF43\uFF4F\uFF4E\uFF54\uFF4F\uFF53\uFF4F.test,x",
                "soft hyphen|From: bob@con\u00ADtoso.test,x",
                "small at|From: bob\uFE6Bcontoso.test",
                "UUCP before|From: evil!bob@contoso.test,x",
                "no closing bracket at all|From: <bob@contoso.test",
                "only a closing bracket|From: bob@contoso.test>",
                "trailing comma and words|From: bob@contoso.test, Bob",
                "two words before|From: Bob Smith bob@contoso.test",
                "at twice|From: bob@@contoso.test",
                "source route broken|From: <@evil.test;bob@contoso.test>",
                "percent and at|From: x%y@contoso.test <",
                "name only quoted|From: \"bob@contoso.test",
                "apostrophes|From: 'bob@contoso.test' eve@evil.test",
                "tab and no colon space|From:\tBob, <bob@contoso.test>",
                "HTML|From: <a href=\"mailto:bob@contoso.test\">Bob</a>",
                "unquoted address with quotes as name|From: bob@\"contoso.test\" <eve@evil.test",
                "group not closed|From: Team: bob@contoso.test",
                "group not opened|From: bob@contoso.test;",
                "escape sequence of ISO-2022-JP|From: \u001B$B#b#o#b!w#c#o#n#t#o#s#o!%#t#e#s#t\u001B(B",
                "joiner|From: bob@con\u200Dtoso.test,x",
                "right-to-left mark|From: bob@\u200Fcontoso.test,x",
                "vertical tab|From: bob@contoso\u000B.test",
                "delete|From: bob@contoso\u007F.test",
                "semicolon between addresses|From: eve@evil.test; bob@contoso.test",
                "full-width at|From: bob\uFF20contoso.test",
                "NUL in the domain|From: bob@con\0toso.test",
                "backspace in the domain|From: bob@contosox\b.test",
                "control character in a display name|From: \"Bob\1\" <bob@contoso.test>",
                "no local part|From: @contoso.test",
                "right to left|From: \u202Etset.osotnoc@bob",
                "right to left before another address|From: \u202Etset.osotnoc@bob\u202C <eve@evil.test>",
                "right to left in quotes|From: \"\u202E>tset.osotnoc@bob<\" <eve@evil.test>",
                "right to left in the domain|From: bob@\u202Etset.osotnoc",
                "right to left in a part of the domain|From: bob@con\u202Eosot\u202C.test",
                "right to left and back|From: \u202Etset.osotnoc@\u202Dbob",
                "right to left in an encoded word|From: =?utf-8?q?=E2=80=AEtset.osotnoc=40bob?=@evil.test",
            })
    void a_malformed_from_that_looks_like_the_partner_names_it(String name, String field) {
        FromHeader from = read(field.replace("XXXX", "a".repeat(64)).replace("~", "\r\n") + "\r\n\r\n");
        assertThat(from.malformed()).isPresent();
        assertThat(from.complete()).isTrue();
        assertThat(from.domains())
                .extracting(Object::toString)
                .anyMatch(domain -> ("." + domain).endsWith(".contoso.test"));
    }

    @Test
    void an_unquoted_address_with_quotes_in_it_as_display_name_is_named() {
        assertThat(read("From: bob@\"contoso.test\" <eve@evil.test>\r\n\r\n").domains())
                .extracting(Object::toString)
                .contains("contoso.test", "evil.test");
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1,b\u00FCcher.test,xn--bcher-kva.test",
        "ISO-8859-2,\u0142\u00F3d\u017A.test,xn--d-uga0v4h.test",
        "windows-1251,\u043F\u043E\u0447\u0442\u0430.test,xn--80a1acny.test",
        "Shift_JIS,\u65E5\u672C.test,xn--wgv71a.test"
    })
    void octets_in_the_character_set_of_some_country_are_read_as_there(String charset, String domain, String ascii) {
        assertThat(read("From: bob@" + domain + "\r\n\r\n", Charset.forName(charset))
                        .domains())
                .extracting(Object::toString)
                .contains(ascii);
    }

    /** Most readers put a replacement character for the octet 255, and read the rest as UTF-8. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: bob@con\u00ADtoso.test, \u00FF <eve@evil.test>",
                "From: bob@\uFF43ontoso.test, \u00FF <eve@evil.test>",
                "From: bob@contoso\u3002test, \u00FF <eve@evil.test>",
                "From: \u00FF bob\uFF20contoso.test",
                "From: \u00FF bob@con\u00ADtoso.test <eve@evil.test>",
                "From: \u00FF <\"bob@\uFF43ontoso.test\"@evil.test>",
                "From: \u00FF \u202Etset.osotnoc@bob",
                "From: \u00FF \u202Etset.osotnoc@bob\u202C <eve@evil.test>",
                "From: =?utf-8?q?bob?=@con\u200Btoso.test \u00FF",
                "From: =?x-unknown?q?bob=40con=C2=ADtoso.test_=FF?=",
            })
    void a_stray_octet_does_not_hide_what_the_rest_shows(String header) throws IOException {
        var octets = new ByteArrayOutputStream();
        (header + "\r\n\r\n")
                .codePoints()
                .forEach(character -> octets.writeBytes(
                        character == 0xFF
                                ? new byte[] {(byte) 0xFF}
                                : Character.toString(character).getBytes(StandardCharsets.UTF_8)));
        FromHeader from = FromHeader.of(HeaderFields.read(new ByteArrayInputStream(octets.toByteArray())));
        assertThat(from.domains()).extracting(Object::toString).contains("contoso.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"From: x@evil.test <", "From: a@evil.test\r\nFrom: ", "From: <>\r\nSender: a@evil.test <"})
    void a_malformed_field_that_is_too_long_is_not_read(String start) {
        assertThat(read(start + ",a@evil.test".repeat(2000) + "\r\n\r\n").complete())
                .isFalse();
    }

    @Test
    void the_longest_malformed_field_is_read_in_time() {
        for (String part : List.of("@(", "=?utf-8?q?=40", "@\"\\", "\u00FC@", "a.", "@a..-", "=?=?", "((", "@ . ")) {
            String field = "@" + part.repeat(LookAlikes.LONGEST / part.length() / 2);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read("From: " + field + "\r\n\r\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: hello",
                "From: ",
                "From: <>",
                "From: Scanner on the third floor",
                "From: undisclosed:;",
                "From: bob@[192.0.2.1]",
                "From: bob@[IPv6:2001:db8::1]",
                "X-From: bob@contoso.test",
                "Subject: x\r\n From: bob@contoso.test",
            })
    void what_holds_no_address_names_nobody(String header) {
        assertThat(read(header + "\r\n\r\n")).isEqualTo(new FromHeader(Set.of(), Optional.empty(), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: \"bob@contoso.test\" <eve@evil.test>",
                "From: eve@evil.test (bob@contoso.test)",
                "From: =?utf-8?q?bob=40contoso.test?= <eve@evil.test>",
            })
    void a_display_name_is_not_an_address(String header) {
        FromHeader from = read(header + "\r\n\r\n");
        assertThat(from.malformed()).isEmpty();
        assertThat(from.domains()).extracting(Object::toString).containsExactly("evil.test");
    }

    @Test
    void a_second_from_field_does_not_hide_behind_the_first() {
        FromHeader from = read("From: eve@evil.test\r\nSubject: x\r\nFrom: bob@contoso.test\r\n\r\n");
        assertThat(from.malformed()).contains("there are 2 From fields");
        assertThat(from.domains()).extracting(Object::toString).contains("contoso.test");
    }

    /** {@code ~} stands for CR LF, {@code ^} for a bare CR. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "behind a line that is no field|this is no field~From: bob@contoso.test",
                "behind a line of white space|Subject: x~ \t~From: bob@contoso.test",
                "behind a bare CR|Subject: x^From: bob@contoso.test",
                "behind an empty line of bare CR|Subject: x^~From: bob@contoso.test",
                "behind a line of a bare CR|Subject: x~^~From: bob@contoso.test",
                "behind two bare CR|Subject: x^^body~From: bob@contoso.test",
                "with a control character in its name|Fr\0om: bob@contoso.test",
                "behind a byte order mark|\uFEFFFrom: bob@contoso.test",
                "folded at the colon|From:~ bob@contoso.test",
                "folded in the address|From: bob~\t@contoso~ .test",
            })
    void a_from_does_not_hide(String name, String header) {
        assertThat(read(header.replace("~", "\r\n").replace("^", "\r") + "\r\n\r\nbody")
                        .domains())
                .extracting(Object::toString)
                .contains("contoso.test");
    }

    @Test
    void the_body_is_no_header() {
        assertThat(read("Subject: x\r\n\r\nFrom: bob@contoso.test\r\n").domains())
                .isEmpty();
    }

    @Test
    void octets_that_are_not_utf8_are_no_domain() {
        FromHeader from = read("From: bob@b\u00FCcher.test\r\n\r\n", StandardCharsets.ISO_8859_1);
        assertThat(from.malformed()).contains("a domain in an unknown character set");
    }

    @Test
    void octets_that_are_not_utf8_may_be_a_display_name() {
        FromHeader from = read("From: B\u00FCcher <bob@contoso.test>\r\n\r\n", StandardCharsets.ISO_8859_1);
        assertThat(from.malformed()).isEmpty();
        assertThat(from.domains()).extracting(Object::toString).containsExactly("contoso.test");
    }

    @Test
    void a_u_label_is_the_a_label() {
        assertThat(read("From: bob@B\u00FCcher.test\r\n\r\n").domains())
                .extracting(Object::toString)
                .containsExactly("xn--bcher-kva.test");
    }

    @Test
    void a_from_behind_a_mebibyte_of_header_is_malformed() {
        String filler = "X-Filler: " + "x".repeat(900) + "\r\n";
        FromHeader from = read(filler.repeat(1200) + "From: bob@contoso.test\r\n\r\n");
        assertThat(from.malformed())
                .hasValueSatisfying(reason -> assertThat(reason).contains("longer than"));
        assertThat(from.complete()).isFalse();
    }

    @Test
    void a_mebibyte_of_folds_is_read_in_time() {
        FromHeader from = read("From: bob@contoso.test,\r\n" + " ,\r\n".repeat(200_000) + "\r\n");
        assertThat(from.domains()).extracting(Object::toString).containsExactly("contoso.test");
    }
}
