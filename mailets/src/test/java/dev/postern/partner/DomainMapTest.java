package dev.postern.partner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.tls.DnsName;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DomainMapTest {
    private final DomainMap<String> map = new DomainMap<>(Stream.of(
                    "example.org",
                    "*.example.org",
                    "eu.example.org",
                    "*.eu.example.org",
                    "*.deep.example.net",
                    "a.b.test")
            .collect(Collectors.toMap(text -> DomainPattern.parse(text).orElseThrow(), Function.identity())));

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "sub.example.org, *.example.org",
        "a.sub.example.org, *.example.org",
        "eu.example.org, eu.example.org",
        "a.eu.example.org, *.eu.example.org",
        "a.b.eu.example.org, *.eu.example.org",
        "neu.example.org, *.example.org",
        "deep.example.net, none",
        "x.deep.example.net, *.deep.example.net",
        "example.net, none",
        "notexample.org, none",
        "org, none",
        "a.b.test, a.b.test",
        "b.test, none",
        "x.a.b.test, none",
    })
    void theDomainItselfAndThenTheClosestWildcard(String domain, String expected) {
        assertThat(map.of(new DnsName(domain)).orElse("none")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "sub.example.org, *.example.org",
        "*.example.org, *.example.org",
        "*.sub.example.org, *.example.org",
        "*.x.eu.example.org, *.eu.example.org",
        "*.example.net, *.deep.example.net",
        "example.net, none",
        "deep.example.net, none",
        "x.deep.example.net, *.deep.example.net",
        "*.b.test, a.b.test",
        "*.test, a.b.test",
        "*.a.b.test, none",
        "b.test, none",
        "*.other.test, none",
        "notexample.org, none",
    })
    void twoPatternsOverlapIfSomeDomainMatchesBoth(String pattern, String expected) {
        assertThat(map.overlapping(DomainPattern.parse(pattern).orElseThrow())
                        .map(DomainPattern::toString)
                        .orElse("none"))
                .isEqualTo(expected);
    }
}
