package dev.postern.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.postern.assembly.Gateway;
import dev.postern.demo.DemoCommand;
import dev.postern.queue.ArtemisMailQueue;
import dev.postern.tls.TlsPolicy;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the house, the arrows between them, and that nothing goes round in a circle. */
class ArchitectureTest {
    private static final String HOUSE = "dev.postern.";
    private static final int MOST_TYPES = 30;

    /**
     * The floors of the house, the lowest first: a class uses its own package and those of lower floors.
     */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("tls"),
            Set.of("envelope"),
            Set.of(
                    "address",
                    "api",
                    "connection",
                    "content",
                    "dns",
                    "lanes",
                    "lifecycle",
                    "memory",
                    "metrics",
                    "quirks",
                    "sasl",
                    "sevenbit",
                    "storage",
                    "text",
                    "thread"),
            Set.of(
                    "arrival",
                    "audit",
                    "certificate",
                    "config",
                    "filter",
                    "journal",
                    "pace",
                    "resolver",
                    "utf8",
                    "visit"),
            Set.of("demo", "partner", "recipient", "token"),
            Set.of(
                    "broker",
                    "loop",
                    "milter",
                    "partnersfile",
                    "proxy",
                    "sender",
                    "smtpclient",
                    "tracking",
                    "verification",
                    "xclient"),
            Set.of("acceptance"),
            Set.of("dsn"),
            Set.of("attempt", "domains", "inbound", "log", "matchers", "postmaster", "retention"),
            Set.of("changes", "intake", "route"),
            Set.of("inboundtest"),
            Set.of("delivery", "probe", "smtp", "teststore"),
            Set.of("admin", "admission", "inhand", "mailets", "probereport"),
            Set.of("gateway", "james", "listener", "spool"),
            Set.of("expiry", "reload", "resource"),
            Set.of("queue", "revalidation"),
            Set.of("pressure"),
            Set.of("server"),
            Set.of("assembly"),
            Set.of("command"));

    private static final JavaClasses MAILETS = new ClassFileImporter().importUrl(origin(TlsPolicy.class));
    private static final JavaClasses ALL = new ClassFileImporter()
            .importUrls(Stream.of(TlsPolicy.class, ArtemisMailQueue.class, DemoCommand.class, Gateway.class)
                    .map(ArchitectureTest::origin)
                    .distinct()
                    .toList());

    @Test
    void everyArrowGoesDown() {
        Set<String> upwards = new TreeSet<>();
        for (JavaClass type : ALL) {
            for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
                JavaClass target = arrow.getTargetClass();
                if (isOurs(target) && !room(target).equals(room(type)) && floor(target) >= floor(type)) {
                    upwards.add(room(type) + " uses " + room(target) + ": " + type.getSimpleName() + ", "
                            + target.getSimpleName());
                }
            }
        }
        assertThat(upwards).isEmpty();
    }

    /** Whoever adds a package says where in the house it is. */
    @Test
    void everyRoomHasItsFloor() {
        Set<String> rooms = ALL.stream().map(ArchitectureTest::room).collect(toSet());
        Set<String> known = FLOORS.stream().flatMap(Set::stream).collect(toSet());
        assertThat(known).isEqualTo(rooms);
    }

    /** The mailets run in any James: they bring no server, no database and no program. */
    @Test
    void mailetsAreFreeOfHttpSqlAndPrograms() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.sun.net.httpserver..",
                        "io.javalin..",
                        "jakarta.servlet..",
                        "java.net.http..",
                        "java.sql..",
                        "javax.sql..",
                        "org.eclipse.jetty..")
                .check(MAILETS);
        noMethods().should().haveName("main").check(MAILETS);
    }

    /** The queue serves any James: it is told all that it needs, and nobody can reach it over a network. */
    @Test
    void theQueueIsFreeOfListenersHttpAndTheGatewaysSettings() {
        noClasses()
                .that()
                .resideInAnyPackage(HOUSE + "broker", HOUSE + "journal", HOUSE + "queue", HOUSE + "storage")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        HOUSE + "admin",
                        HOUSE + "config",
                        HOUSE + "gateway",
                        HOUSE + "listener",
                        "com.google.inject..",
                        "com.sun.net.httpserver..",
                        "io.javalin..",
                        "jakarta.servlet..",
                        "java.net.http..",
                        "org.apache.james.protocols..",
                        "org.eclipse.jetty..")
                .check(ALL);
    }

    @Test
    void noCircleOfPackages() {
        slices().matching(HOUSE + "(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void noCircleOfClasses() {
        slices().assignedFrom(new TopLevelClasses()).should().beFreeOfCycles().check(ALL);
    }

    @Test
    void noRoomIsTooFull() {
        Map<String, Long> types = ALL.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getPackageName, counting()));
        assertThat(types)
                .isNotEmpty()
                .allSatisfy((room, number) -> assertThat(number).as(room).isLessThanOrEqualTo(MOST_TYPES));
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(HOUSE);
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(HOUSE.length());
    }

    private static int floor(JavaClass type) {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(room(type))) {
                return floor;
            }
        }
        throw new AssertionError("no floor has " + room(type));
    }

    private static URL origin(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** One top-level class, with what is nested in it; and with the classes that cannot do without it in either direction. */
    private static final class TopLevelClasses implements SliceAssignment {
        /** A mapping holds values, and a value may be a mapping; a sealed type names its kinds. */
        private static final Map<String, String> COUNTED_WITH = Map.of(
                HOUSE + "config.YamlValue", HOUSE + "config.YamlMapping",
                HOUSE + "domains.OwnDomain", HOUSE + "domains.DomainsEntry",
                HOUSE + "domains.DomainsFile", HOUSE + "domains.DomainsEntry");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getName();
            int nested = name.indexOf('$');
            String top = nested < 0 ? name : name.substring(0, nested);
            return name.startsWith(HOUSE)
                    ? SliceIdentifier.of(COUNTED_WITH.getOrDefault(top, top))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "top-level classes";
        }
    }
}
