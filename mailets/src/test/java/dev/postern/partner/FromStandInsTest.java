package dev.postern.partner;

import static dev.postern.partner.HeaderReading.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a reader sees in the place of an address, or of a From field that it misses. */
class FromStandInsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Doe, John <j@evil.test\r\nSender: bob@contoso.test",
                "From: x@\r\nResent-From: bob@contoso.test"
            })
    void beside_a_malformed_from_its_stand_ins_are_read_too(String header) {
        assertThat(read(header + "\r\n\r\n").domains())
                .extracting(Object::toString)
                .contains("contoso.test");
    }

    /** A reader that ends the header above such a From, or knows no field of such a name, shows what stands in its place. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "this is no field\r\nFrom: eve@evil.test",
                "Subject: x\r\n \t\r\nFrom: eve@evil.test",
                "Subject: x\rFrom: eve@evil.test",
                "From : eve@evil.test",
                "Fr om: eve@evil.test",
                "Subject : x\r\nFrom: eve@evil.test",
                "From\1: eve@evil.test",
                "\uFEFFFrom: eve@evil.test",
                "X y: z\r\nFrom: eve@evil.test",
                ": z\r\nFrom: eve@evil.test",
            })
    void beside_a_from_that_some_readers_miss_its_stand_ins_are_read_too(String header) {
        for (String field : List.of("Sender", "Resent-From", "Resent-Sender")) {
            String standIn = field + ": bob@contoso.test\r\n";
            assertThat(List.of(read(standIn + header + "\r\n\r\n"), read(header + "\r\n" + standIn + "\r\n")))
                    .allSatisfy(from -> assertThat(from.domains())
                            .extracting(Object::toString)
                            .contains("contoso.test", "evil.test"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: eve@evil.test",
                "fROM:\r\n eve@evil.test",
                "From: eve@evil.test\r\nX-Odd!~: z",
            })
    void beside_a_from_that_every_reader_sees_they_are_not_read(String header) {
        assertThat(read(header + "\r\nSender: bob@contoso.test\r\n\r\n").domains())
                .extracting(Object::toString)
                .containsExactly("evil.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: \"bob@contoso.test\" <>, eve@evil.test",
                "From: eve@evil.test, \"bob@contoso.test\" <>",
                "From: =?utf-8?q?bob=40contoso.test?= <>, eve@evil.test",
                "From: \"bob@contoso.test\":;, eve@evil.test",
                "From: \"bob@contoso.test\": , ;, eve@evil.test",
                "From: Team: \"bob@contoso.test\" <>, eve@evil.test;",
                "From: <@evil.test:>, \"bob@contoso.test\" <@evil.test:>, eve@evil.test",
            })
    void a_name_without_an_address_is_named_beside_an_address_too(String header) {
        namesBoth(header);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: \"bob@contoso.test\"@evil.test",
                "From: \"Bob <bob@contoso.test>\"@evil.test",
                "From: Bob <\"bob@contoso.test>\"@evil.test>",
                "From: x.\"bob\\@contoso.test\".x@evil.test",
            })
    void an_address_in_a_local_part_is_named_too(String header) {
        namesBoth(header);
    }

    private static void namesBoth(String header) {
        assertThat(read(header + "\r\n\r\n").domains())
                .extracting(Object::toString)
                .contains("contoso.test", "evil.test");
    }
}
