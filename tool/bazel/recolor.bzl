"""The facts of C and C++ targets: one action for each source, and one that joins them.

    load("@recolor//:recolor.bzl", "recolor_facts")

    recolor_facts(
        name = "server_facts",
        deps = ["//server"],
    )

`bazel build //:server_facts` makes server_facts.facts for `recolor report --facts`
from the sources of `deps` and of all they depend on.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "CPP_COMPILE_ACTION_NAME", "C_COMPILE_ACTION_NAME")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

RecolorFactsInfo = provider(
    doc = "What the sources of a target, and of those it depends on, contain.",
    fields = {"facts": "A depset of facts files, one for each source."},
)

_KINDS = ["cc_library", "cc_binary", "cc_test"]
_SOURCES = ["c", "C", "cc", "cpp", "cxx", "c++"]

# What Bazel's own toolchain gives to g++ and no clang knows.
_NOT_OF_CLANG = ["-fno-canonical-system-headers"]

def _flags(ctx, target, toolchain, is_c):
    """What the compiler is given for a source of the target, but for the names of files."""
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        # Modules are made by actions of the compiler, for itself.
        unsupported_features = ctx.disabled_features + ["module_maps", "header_modules"],
    )
    compilation = target[CcInfo].compilation_context

    # Bazel gives the folders that a target names with `includes` as the system's.
    # What lies in them is the project's all the same, unless it comes from elsewhere.
    system = compilation.system_includes.to_list()
    foreign = [folder for folder in system if "external" in folder.split("/")]
    fragment = ctx.fragments.cpp
    options = fragment.copts + (fragment.conlyopts if is_c else fragment.cxxopts)
    for option in ctx.rule.attr.copts:
        options = options + ctx.tokenize(ctx.expand_make_variables("copts", option, {}))
    command_line = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = C_COMPILE_ACTION_NAME if is_c else CPP_COMPILE_ACTION_NAME,
        variables = cc_common.create_compile_variables(
            feature_configuration = features,
            cc_toolchain = toolchain,
            user_compile_flags = options,
            include_directories = depset(compilation.includes.to_list() + [
                folder
                for folder in system
                if folder not in foreign
            ]),
            quote_include_directories = compilation.quote_includes,
            system_include_directories = depset(foreign),
            framework_include_directories = compilation.framework_includes,
            preprocessor_defines = depset(transitive = [compilation.defines, compilation.local_defines]),
        ),
    )
    return [flag for flag in command_line if flag not in _NOT_OF_CLANG]

def _index(ctx, target, toolchain, source):
    facts = ctx.actions.declare_file("{}.recolor/{}.facts".format(
        ctx.label.name,
        source.short_path.replace("../", ""),
    ))
    arguments = ctx.actions.args()
    arguments.add_all(["index", "--unit", source, "-o", facts])

    # Files are named as in the workspace, and the links of a sandbox are files.
    arguments.add_all(["--relative-to", ".", "--project", ".", "--"])
    arguments.add_all(_flags(ctx, target, toolchain, source.extension == "c"))
    ctx.actions.run(
        executable = ctx.executable._recolor,
        arguments = [arguments],
        inputs = depset([source], transitive = [
            target[CcInfo].compilation_context.headers,
            toolchain.all_files,
        ]),
        outputs = [facts],
        mnemonic = "RecolorIndex",
        progress_message = "Extracting facts from " + source.short_path,
    )
    return facts

def _aspect(target, ctx):
    own = []
    if ctx.rule.kind in _KINDS:
        toolchain = find_cpp_toolchain(ctx)
        for label in ctx.rule.attr.srcs:
            for source in label.files.to_list():
                if source.extension in _SOURCES:
                    own.append(_index(ctx, target, toolchain, source))
    deps = getattr(ctx.rule.attr, "deps", [])
    return [RecolorFactsInfo(facts = depset(
        own,
        transitive = [dep[RecolorFactsInfo].facts for dep in deps if RecolorFactsInfo in dep],
    ))]

recolor_aspect = aspect(
    implementation = _aspect,
    attr_aspects = ["deps"],
    attrs = {
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
        "_recolor": attr.label(
            default = "//:recolor",
            executable = True,
            allow_single_file = True,
            cfg = "exec",
        ),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
    incompatible_use_toolchain_transition = True,
    doc = "Extracts the facts of every source of a target and of those it depends on.",
)

def _facts(ctx):
    out = ctx.actions.declare_file(ctx.label.name + ".facts")
    arguments = ctx.actions.args()
    arguments.add_all(depset(transitive = [dep[RecolorFactsInfo].facts for dep in ctx.attr.deps]))
    arguments.use_param_file("@%s", use_always = True)
    arguments.set_param_file_format("shell")
    options = ctx.actions.args()
    options.add("-o", out)
    ctx.actions.run(
        executable = ctx.executable._recolor,
        arguments = ["link", arguments, options],
        inputs = depset(transitive = [dep[RecolorFactsInfo].facts for dep in ctx.attr.deps]),
        outputs = [out],
        mnemonic = "RecolorLink",
        progress_message = "Joining facts of %s" % ctx.label,
    )
    return [DefaultInfo(files = depset([out]))]

recolor_facts = rule(
    implementation = _facts,
    attrs = {
        "deps": attr.label_list(
            aspects = [recolor_aspect],
            mandatory = True,
            doc = "The targets; what they depend on belongs to them.",
        ),
        "_recolor": attr.label(
            default = "//:recolor",
            executable = True,
            allow_single_file = True,
            cfg = "exec",
        ),
    },
    doc = "One file with the facts of all sources of some targets.",
)
