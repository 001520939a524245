/** Every mutant of both stacks, each through the rules and through Checkov; `make test` has a sample. */
import "../mutate/run";
